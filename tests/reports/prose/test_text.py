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
