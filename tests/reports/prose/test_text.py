"""What comes out of a file, and what is refused."""

from __future__ import annotations

import io

import pytest
from docx import Document

from jiedui.kernel.errors import Refused
from jiedui.reports.prose.text import decode


def word(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(number, column).text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    assert decode("投入42602万元。".encode(encoding), "文.txt").content == "投入42602万元。"


def test_of_a_page_what_its_reader_sees_is_read() -> None:
    page = "<!doctype html><head><title>x</title><style>p{}</style></head><body><p>投入&nbsp;42602<b>万元</b></p><script>var a=1</script><p>二</p>"
    assert decode(page.encode(), "a.html").content == "投入 42602万元\n二"


def test_of_a_word_document_paragraphs_and_tables_are_read_in_order() -> None:
    text = decode(word("甲", "乙", rows=(("地区", "资金"), ("马山县", "5"))), "文.docx")
    assert text.content == "甲\n乙\n地区\t资金\n马山县\t5\n"
    assert [text.content[start:end] for start, end in text.paragraphs] == ["甲", "乙", "地区", "资金", "马山县", "5"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FILE-002"), (b"  \n", "FILE-002"), (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "PROSE-001"),
        (b"PK\x03\x04 no archive", "PROSE-003"), (b"%PDF-1.7 broken", "PROSE-003"), (b"\x81 \xff\xff\xff", "FILE-009"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        decode(data, "x")
    assert refusal.value.problems[0].code == code


BODY = """<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<w:r><w:t>投入</w:t></w:r><w:sdt><w:sdtContent><w:hyperlink><w:r><w:t>42602</w:t></w:r></w:hyperlink></w:sdtContent></w:sdt>
<w:del><w:r><w:delText>亿</w:delText></w:r></w:del><w:ins><w:r><w:t>万</w:t></w:r></w:ins><w:r><w:t>元</w:t></w:r>
<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>图1 项目109个</w:t></w:r></w:p></w:txbxContent></mc:Choice>
<mc:Fallback><w:txbxContent><w:p><w:r><w:t>图1 项目109个</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"""


def test_of_a_word_document_controls_links_insertions_and_text_boxes_are_read_and_what_was_struck_out_is_not() -> None:
    from docx.oxml import parse_xml

    document, written = Document(), io.BytesIO()
    document.element.body.insert(0, parse_xml(BODY))
    document.save(written)
    assert decode(written.getvalue(), "文.docx").content == "投入42602万元\n图1 项目109个\n"


def test_of_a_pdf_its_text_layer_is_read() -> None:
    line = "投入协作资金42602万元。".encode("gbk").hex()
    stream = f"BT /F1 12 Tf 20 100 Td <{line}> Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
    ]  # fmt: skip
    page, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(page))
        page += b"%d 0 obj%s endobj\n" % (number, content)
    table = len(page)
    page += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    page += b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table
    assert decode(page, "文.pdf").content == "投入协作资金42602万元。"


def test_a_pdf_of_pictures_alone_is_refused() -> None:
    from pypdf import PdfWriter

    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(written)
    with pytest.raises(Refused) as refusal:
        decode(written.getvalue(), "x.pdf")
    assert refusal.value.problems[0].code == "PROSE-002"


def test_an_archive_that_is_no_document_is_refused() -> None:
    import zipfile

    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Refused) as refusal:
        decode(written.getvalue(), "x.docx")
    assert refusal.value.problems[0].code == "PROSE-001"
