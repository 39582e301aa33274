"""Documents: every number printed is the ledger's at that lens and carries its origin; nothing missing becomes zero."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook

from jiedui.indicators.figures import figures
from jiedui.indicators.queries import trace
from jiedui.journal.models import Batch
from jiedui.kernel.lens import lens_as_of
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.registers.actions import Change, save
from jiedui.registers.attachments import Sent, attach
from jiedui.registers.catalogue import registers
from jiedui.registers.files import kept_file
from jiedui.registers.reviewing import confirm
from jiedui.reports.brief import brief, shipped_template
from jiedui.reports.contents import Contents, contents, trace_path
from jiedui.reports.documents import write_document
from jiedui.reports.evidence_folder import safe_name, write_evidence_folder
from jiedui.reports.figure_ids import read_figure_id
from jiedui.reports.reading import figures_in
from jiedui.reports.restatements import with_marks
from jiedui.reports.self_evaluation import progress, self_evaluation
from jiedui.reports.snapshots import publish
from jiedui.reports.word_xml import Column, Links, Origins, parsed, table_xml, w
from tests.kernel.refusals import refusal
from tests.registers.cast import ANONYMOUS, CLERK, STRANGER
from tests.registers.records import MASHAN, NANNING, SHANGLIN, last_batch, new, record
from tests.reports.ledgers import WAN, confirmed, lay, lens, project

pytestmark = pytest.mark.django_db

CODES = {"funds.committed", "projects.count", "promotion.events"}


def said(region: str = NANNING, **rest: object) -> Contents:
    return contents(LOCAL_OPERATOR, lens(region, **rest), title="三季度工作报告")


def texts(document: bytes) -> str:
    """All that is printed, headers and tables too."""
    return "\n".join(
        "".join(node.text or "" for node in p.iter(w("t"))) for p in Document(io.BytesIO(document)).element.iter(w("p"))
    )


def template_of(*paragraphs: str) -> tuple[str, bytes]:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    stream = io.BytesIO()
    made.save(stream)
    return "own.docx", stream.getvalue()


def checked_against_the_ledger(document: bytes, known_at: object = None) -> list[tuple[str, str]]:
    """Ask the ledger for each figure by its id alone, and compare with what is printed. Returns what was compared."""
    found = figures_in(document)
    for tag, text in found:
        one = read_figure_id(tag)
        assert one is not None
        asked = lens_as_of(one.region, one.as_of, since=one.since, own=one.own, level=one.level, known_at=known_at)
        (figure,) = figures(asked, [(one.region, one.own)], [one.code])
        expected = {"—", "无记录"} if figure.value is None else {format(figure.value, "f")}
        assert text in expected, f"{tag}: printed {text}, the ledger says {figure.value}"
    return found


def test_every_number_of_the_brief_is_the_ledgers_and_carries_its_origin() -> None:
    lay()
    found = checked_against_the_ledger(brief(said()))
    assert len(found) > 20
    assert ("funds.committed|450100|20210101|20230930|1", "25") in found
    assert ("funds.committed|450100!|20210101|20230930|1", "3") in found
    assert ("funds.committed|450124|20210101|20230930|1", "15") in found


def test_every_number_of_the_self_evaluation_is_the_ledgers() -> None:
    lay()
    assert ("promotion.events|450100|20210101|20230930|1", "1") in checked_against_the_ledger(self_evaluation(said()))


def test_a_link_leads_to_the_trace_of_the_same_digits_for_ever() -> None:
    lay()
    found = said()
    one = found.of("funds.committed", MASHAN)
    assert one is not None
    path = trace_path(one, found.lens)
    project(MASHAN, "后录", 100)
    from urllib.parse import parse_qs, urlsplit

    from jiedui.indicators.lenses import Asked, lens_asked

    asked = {name.replace("-", "_"): values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    figure, postings = trace(LOCAL_OPERATOR, "funds.committed", lens_asked(LOCAL_OPERATOR, Asked(**asked)))
    assert figure.value == one.value == 15 and sum(posting.amount for posting in postings) == 15 * WAN
    document = Document(io.BytesIO(brief(found, address="https://ledger.example")))
    targets = {link.target_ref for link in document.part.rels.values() if link.is_external}
    assert f"https://ledger.example{path}" in targets


def test_numbers_are_still_told_when_sentences_were_rewritten() -> None:
    lay()
    document = Document(io.BytesIO(brief(said())))
    before = figures_in(brief(said()))
    for node in list(document.element.body.iter(w("t"))):
        if not any(parent.tag == w("sdtContent") for parent in node.iterancestors()):
            node.text = "重写" if node.text and node.text.strip() else node.text
    first = next(document.element.body.iter(w("sdtContent")))
    next(first.iter(w("t"))).text = "26"
    stream = io.BytesIO()
    document.save(stream)
    after = figures_in(stream.getvalue())
    assert [tag for tag, _ in after] == [tag for tag, _ in before]
    assert after[0] == (before[0][0], "26") and after[1:] == before[1:]


def test_a_control_of_somebody_elses_and_what_is_no_word_document_are_left_out_or_refused() -> None:
    lay()
    document = Document(io.BytesIO(brief(said())))
    for tag in list(document.element.body.iter(w("tag")))[:2]:
        tag.set(w("val"), "customer")
    stream = io.BytesIO()
    document.save(stream)
    assert len(figures_in(stream.getvalue())) == len(figures_in(brief(said()))) - 2
    with refusal("REPORT-005"):
        figures_in(b"PK no document")


def test_the_controls_of_a_document_are_unique_and_tags_fit_words_limit() -> None:
    lay()
    body = Document(io.BytesIO(brief(said()))).element.body
    numbers = [node.get(w("val")) for node in body.iter(w("id")) if node.getparent().tag == w("sdtPr")]
    assert len(numbers) == len(set(numbers)) > 20
    assert all(len(node.get(w("val"))) <= 64 for node in body.iter(w("tag")))


def test_missing_is_never_zero_and_sentences_stay_sentences() -> None:
    document = brief(said())  # an empty ledger
    text = texts(document)
    assert "无记录" in text and "{" not in text and "\ue000" not in text
    assert not any(value == "0" for _, value in figures_in(document))
    for bad in (",,", "，，", "，。", "。。", "无记录万元", "None"):
        assert bad not in text
    lay()
    document = brief(said())
    assert dict(figures_in(document)).get("promotion.invited|450100|20210101|20230930|1") in (None, "—", "无记录")
    assert "邀请企业家" in texts(document)


def test_a_recorded_zero_is_printed_as_zero() -> None:
    confirmed("events", region=NANNING, held_on=date(2023, 5, 1), invited=0)
    assert ("promotion.invited|450100|20210101|20230930|1", "0") in figures_in(brief(said()))


def test_what_lies_outside_the_scope_is_absent() -> None:
    lay()
    document = brief(contents(CLERK, lens(MASHAN)))
    assert {read_figure_id(tag).region for tag, _ in figures_in(document)} == {MASHAN}  # type: ignore[union-attr]  # ids all
    assert "上林" not in texts(document)
    for actor in (CLERK, STRANGER):
        with refusal("RIGHT-002"):
            contents(actor, lens(NANNING))
    with refusal("RIGHT-001"):
        contents(ANONYMOUS, lens(MASHAN))


def test_a_document_of_a_snapshot_keeps_its_digits_and_marks_what_was_restated(tmp_path: Path) -> None:
    made = lay()
    number = publish(LOCAL_OPERATOR, lens(), "三季度报告")
    then = Batch.objects.get(id=last_batch() - 1).recorded_at
    clean = brief(with_marks(LOCAL_OPERATOR, number))
    seen = record("projects", made["tea"]).entry
    save([Change("projects", {"fund": 12 * WAN}, made["tea"], seen)], LOCAL_OPERATOR, reason="审计")
    confirm(last_batch(), LOCAL_OPERATOR)
    marked = with_marks(LOCAL_OPERATOR, number)
    again = brief(marked)
    assert figures_in(again) == figures_in(clean) == checked_against_the_ledger(again, then)
    assert "※" not in texts(clean) and "25※万元" in texts(again) and "追溯调整" in texts(again)
    assert f"{number}" in texts(again)
    write_document(LOCAL_OPERATOR, "tables", marked, tmp_path / "t.xlsx")
    sheets = load_workbook(tmp_path / "t.xlsx").worksheets
    cells = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row)
    formats = {cell.number_format for cell in cells if cell.value is not None}
    assert any("※" in one for one in formats)


def test_every_number_of_the_workbook_is_the_ledgers_and_missing_cells_are_empty(tmp_path: Path) -> None:
    lay()
    found = said(since=date(2023, 1, 1))
    write_document(LOCAL_OPERATOR, "tables", found, tmp_path / "tables.xlsx")
    book = load_workbook(tmp_path / "tables.xlsx")
    expected = sorted(one.value for one in (*found.figures, *found.months) if one.value is not None)
    printed = []
    for sheet in book.worksheets[:-2]:
        assert sheet.freeze_panes == "C5" and sheet.page_setup.paperSize == 9 and sheet.print_title_rows
        for row in sheet.iter_rows(min_row=5, min_col=3):
            for cell in row:
                assert cell.value is None or (cell.data_type == "n" and cell.number_format.startswith("#,##0"))
                if cell.value is not None:
                    printed.append(Decimal(str(cell.value)))
    assert sorted(printed) == expected
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
    assert {"question", "lens", "definitions' versions", "made by", "made at", "snapshot"} <= about.keys()


def test_a_template_that_names_something_unknown_is_refused_by_name() -> None:
    lay()
    with refusal("REPORT-006", file="own.docx", names="budget, secret"):
        brief(said(), template=template_of("{{ title }} {{ secret }}", "{% if budget %}x{% endif %}"))
    with refusal("REPORT-006", names="funds.nothing"):
        brief(said(), template=template_of('{{ say("投入{funds.nothing}") }}'))
    with refusal("REPORT-006", names="funds.committed@110000"):
        brief(said(), template=template_of('{{ say("投入{funds.committed@110000}") }}'))


@pytest.mark.parametrize(
    "text", ["{{ say(", "{% for x %}", "{{ title.__class__.__mro__ }}", "{{ say.__globals__ }}", "{{ 1/0 }}"]
)
def test_a_template_that_is_broken_or_reaches_too_far_is_refused(text: str) -> None:
    lay()
    with refusal("REPORT-007", file="own.docx"):
        brief(said(), template=template_of(text))


def test_a_template_that_is_no_document_is_refused() -> None:
    lay()
    with refusal("REPORT-005", file="own.docx"):
        brief(said(), template=("own.docx", b"PK\x03\x04 no document"))


def test_an_offices_own_template_is_taken_and_its_words_and_looks_stay(settings: object, tmp_path: Path) -> None:
    lay()
    made = Document(io.BytesIO(shipped_template()))
    paragraph = made.add_paragraph()
    run = paragraph.add_run("本办自写:投入{{ figure('funds.committed') }}整。")
    run.bold = True
    settings.DOCUMENT_TEMPLATES = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    made.save(tmp_path / "brief.docx")
    document = brief(said())
    assert "本办自写:投入25万元整。" in texts(document)
    own = Document(io.BytesIO(document)).paragraphs[-1]
    controls = list(own._p.iter(w("sdt")))
    assert len(controls) == 1 and controls[0].find(f".//{w('b')}") is not None, "the number takes over the run's looks"


def test_the_layout_is_that_of_official_documents() -> None:
    lay()
    document = Document(io.BytesIO(brief(said())))
    section = document.sections[0]
    measured = [
        round(length.mm)
        for length in (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    ]
    assert measured == [37, 28, 35, 26] and (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body, title = document.styles["ReportBody"], document.styles["ReportTitle"]
    assert (body.font.size.pt, title.font.size.pt, body.paragraph_format.line_spacing.pt) == (16, 22, 29)
    lines = (section.page_height - section.top_margin - section.bottom_margin) / 12700 / 29
    assert 22 <= lines < 22.1
    assert document.settings.odd_and_even_pages_header_footer is True
    assert "PAGE" in etree.tostring(section.even_page_footer._element).decode()


def test_a_table_of_two_thousand_rows_takes_a_moment() -> None:
    lay()
    found = said()
    one = found.of("funds.committed")
    assert one is not None
    document = Document()
    began = time.process_time()
    columns = [Column("名称"), *(Column(f"列{n}", is_number=True) for n in range(5))]
    rows = [[f"第{number}行", *[one] * 5] for number in range(2000)]
    document.element.body.insert(
        0, parsed(table_xml(columns, rows, Origins(found, trace_path), Links(document.part, "")))
    )
    document.save(io.BytesIO())
    assert time.process_time() - began < 5
    assert len(document.tables[0]._tbl.tr_lst) == 2001


def test_a_target_is_behind_where_less_is_reached_than_time_has_gone_by() -> None:
    made = lay()
    paper = confirmed("documents", region=NANNING, title="方案", kind="scheme", issued_on=date(2023, 1, 1))
    for indicator, target in (
        ("协作资金", "50万元"),
        ("实施项目数", "4个"),
        ("邀请企业家", "10人"),
        ("联席会议", "稳中有增"),
    ):
        confirmed("tasks", document=paper, region=NANNING, content=indicator, indicator=indicator, target=target,
                  due_on=date(2023, 12, 31))  # fmt: skip
    assert made
    found = {one.goal.code: one for one in progress(said())}
    assert set(found) == {"funds.committed", "projects.count", "promotion.invited"}
    funds = found["funds.committed"]
    assert (funds.share, funds.is_behind) == (Decimal(50), True) and funds.pace == Decimal("91.6")
    assert (found["projects.count"].share, found["projects.count"].is_behind) == (Decimal(100), False)
    assert found["promotion.invited"].is_behind is None, "what is missing is neither behind nor not"
    text = texts(self_evaluation(said()))
    assert "待赶" in text and "稳中有增" in text and "（请填写）" in text


def test_an_evidence_folder_holds_the_files_their_digests_and_what_is_missing(tmp_path: Path) -> None:
    made = lay()
    files = {"批复:一/二.pdf": b"%PDF-1.7 one", "CON.txt": "甲方合同".encode()}
    for name, content in files.items():
        attach(LOCAL_OPERATOR, registers()["projects"], made["tea"], [Sent(name, content)], "approval")
    before = last_batch()
    path = tmp_path / "folder.zip"
    found = write_evidence_folder(LOCAL_OPERATOR, said(), path)
    assert (found.files, found.damaged, found.batch) == (2, 0, before + 1)
    batch = Batch.objects.get(id=found.batch)
    assert (batch.verb, batch.entries) == ("take_evidence", 0)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        sums = dict(reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS.txt").decode().splitlines())
        assert sorted(sums.values()) == sorted(hashlib.sha256(content).hexdigest() for content in files.values())
        for name, digest in sums.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
            assert all(safe_name(part) == part for part in name.split("/")), name
        missing = archive.read("missing.txt").decode()
        assert "茶园" not in missing.split("approval")[0] or "photo" in missing
        assert "菌菇" in missing, "a project without its approval is listed"
        book = load_workbook(io.BytesIO(archive.read("catalogue.xlsx")))
        assert book.active.max_row == 3


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("CON", "_CON"),
        ("a/b:c*?", "a b c"),
        ("尾点. ", "尾点"),
        ("", "_"),
        ("nul.txt", "_nul.txt"),
        ("x" * 99, "x" * 60),
    ],
)
def test_names_in_the_folder_are_safe_on_windows(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_file_that_is_gone_is_listed_and_the_others_are_there(tmp_path: Path, settings: object) -> None:
    made = lay()
    gone, kept = b"%PDF-1.7 gone" + bytes(str(time.time()), "ascii"), b"%PDF-1.7 kept"
    for content in (gone, kept):
        attach(LOCAL_OPERATOR, registers()["projects"], made["tea"], [Sent("a.pdf", content)], "approval")
    digest = hashlib.sha256(gone).hexdigest()
    (settings.FILES / digest[:2] / digest).unlink()  # type: ignore[attr-defined]  # pytest-django's settings
    found = write_evidence_folder(LOCAL_OPERATOR, said(), tmp_path / "folder.zip")
    assert (found.files, found.damaged) == (1, 1)
    with zipfile.ZipFile(tmp_path / "folder.zip") as archive:
        assert digest in archive.read("catalogue.txt").decode()
        assert digest not in archive.read("SHA256SUMS.txt").decode()
    assert kept_file(hashlib.sha256(kept).hexdigest()) == kept


def test_evidence_out_of_reach_is_neither_taken_nor_listed(tmp_path: Path) -> None:
    made = lay()
    attach(LOCAL_OPERATOR, registers()["projects"], made["mushroom"], [Sent("a.pdf", b"%PDF-1.7 x")], "approval")
    found = write_evidence_folder(CLERK, contents(CLERK, lens(MASHAN)), tmp_path / "folder.zip")
    assert found.files == 0
    with pytest.raises(Exception, match="RIGHT"):
        write_evidence_folder(CLERK, said(SHANGLIN), tmp_path / "other.zip")
    assert not (tmp_path / "other.zip").exists()


def test_a_folder_that_is_not_there_and_an_address_that_is_none_are_refused(tmp_path: Path) -> None:
    lay()
    for document in ("brief", "tables", "evidence", "self-evaluation"):
        with refusal("LEDGER-008"):
            write_document(LOCAL_OPERATOR, document, said(), tmp_path / "none" / "x")
    with refusal("REPORT-009", found="javascript:x"):
        write_document(LOCAL_OPERATOR, "brief", said(), tmp_path / "x.docx", address="javascript:x")


def test_titles_and_names_with_markup_are_printed_as_they_are(tmp_path: Path) -> None:
    lay()
    found = replace(said(), title="甲 & 乙 <丙> {{ 丁 }}", made_by="a<b>&c")
    for document in (brief(found), self_evaluation(found)):
        Document(io.BytesIO(document))
    assert "甲 & 乙 <丙> {{ 丁 }}" in texts(brief(found))
    write_document(LOCAL_OPERATOR, "tables", found, tmp_path / "t.xlsx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here")
def test_libreoffice_opens_each_document(tmp_path: Path) -> None:
    lay()
    for document, ending in (("brief", ".docx"), ("self-evaluation", ".docx"), ("tables", ".xlsx")):
        path = tmp_path / f"{document}{ending}"
        write_document(LOCAL_OPERATOR, document, said(), path)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        assert (tmp_path / f"{document}.pdf").stat().st_size > 10_000


def test_the_number_of_a_record_that_waits_is_not_printed_as_confirmed() -> None:
    new("projects", region=MASHAN, name="待审", kind="industry", approved_on=date(2022, 1, 1), fund=9 * WAN)
    assert ("funds.committed|450100|20210101|20230930|1", "9") not in figures_in(brief(said()))
    assert ("funds.committed|450100|20210101|20230930|0", "9") in figures_in(brief(said(level=0)))


def test_the_shipped_template_is_what_its_tool_makes() -> None:
    from tools.brief_template import TEXT

    shipped = Document(io.BytesIO(shipped_template()))
    assert [(one.style.name, one.text) for one in shipped.paragraphs] == list(TEXT)
