"""Evidence files: what is taken by its content, kept once and sealed, found again, and missed when it is gone."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from jiedui.intake.verification import verify_ledger
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor
from jiedui.registers import attachments
from jiedui.registers.actions import Change, save
from jiedui.registers.attachments import Sent, attach, detach, evidence_of, missing_evidence, open_evidence
from jiedui.registers.catalogue import registers
from jiedui.registers.files import is_kept
from jiedui.registers.filetypes import file_type
from tests.registers.cast import ANONYMOUS, AUDITOR, CLERK, DONOR, MANAGER, REVIEWER, STRANGER
from tests.registers.records import MASHAN, last_batch, new, record

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 9
PDF = b"%PDF-1.7 demonstration"


def archive(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as found:
        for name, text in parts.items():
            found.writestr(name, text)
    return stream.getvalue()


def office(part: str) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", part: "<w/>"})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PNG, ".png"), (b"\xff\xd8\xff\xe0" + b"x" * 9, ".jpg"), (b"GIF89a" + b"x" * 9, ".gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", ".webp"), (PDF, ".pdf"), (office("word/document.xml"), ".docx"),
        (office("xl/workbook.xml"), ".xlsx"), (office("ppt/presentation.xml"), ".pptx"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), ".odt"),
        (OLE + "WordDocument".encode("utf-16-le"), ".doc"), (OLE + "Workbook".encode("utf-16-le"), ".xls"),
        ("姓名,金额\n甲,1\n".encode("gb18030"), ".txt"), ("会议记录\n".encode(), ".txt"),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_content(content: bytes, ending: str) -> None:
    found = file_type(content)
    assert found is not None and found.ending == ending


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + bytes(60), b"\x7fELF" + bytes(60), b"<html><script>alert(1)</script>", b"  \n<svg onload=x>",
        b"\xef\xbb\xbf<?xml version='1.0'?>", b"{\\rtf1 x}", archive({"photo.jpg": "x"}), b"PK\x03\x04 damaged",
        archive({"mimetype": "application/x-evil"}), OLE, b"RIFF\x10\x00\x00\x00AVI LIST", b"text\x00with nothing",
        b"\xff\xfe\xff\xff\x80\x81", b"\x1b[2J escape", b"Rar!\x1a\x07\x00",
    ],
)  # fmt: skip
def test_what_is_no_kind_of_evidence_is_refused_whatever_its_name(content: bytes) -> None:
    project = new("projects")
    with pytest.raises(Refused) as refusal:
        attach(CLERK, registers()["projects"], project, [Sent("照片.jpg", content)], "photo")
    assert (
        refusal.value.problems[0].code == "EVIDENCE-002"
        and not evidence_of(CLERK, registers()["projects"], project).pieces
    )


def attached(number: int, *files: Sent, kind: str = "photo", actor: Actor = CLERK) -> int | None:
    return attach(actor, registers()["projects"], number, files or [Sent("现场.png", PNG)], kind)


def test_several_files_are_one_batch_and_prove_the_record() -> None:
    project, before = new("projects"), last_batch()
    batch = attached(project, Sent("现场.png", PNG), Sent("C:\\扫描\\合同 一.pdf", PDF))
    assert batch == last_batch() == before + 1
    found = evidence_of(CLERK, registers()["projects"], project)
    assert [piece["title"] for piece in found.pieces] == ["合同 一", "现场"] and found.count == 2
    assert found.missing == ("approval", "acceptance", "contract") and len(found.kept) == 2
    opened = open_evidence(CLERK, found.pieces[0].id)
    assert opened.content == PDF and opened.name == "合同 一.pdf" and opened.piece["size"] == len(PDF)


def test_the_same_file_on_the_same_record_changes_nothing() -> None:
    project, other = new("projects"), new("projects", name="别的")
    attached(project)
    before = last_batch()
    assert attached(project) is None and attached(project, Sent("a.png", PNG), Sent("b.png", PNG)) is None
    assert last_batch() == before
    assert attached(other) == before + 1
    assert len(evidence_of(CLERK, registers()["projects"], project).pieces) == 1


def test_one_file_twice_in_one_go_is_one_piece() -> None:
    project = new("projects")
    attached(project, Sent("a.png", PNG), Sent("b.png", PNG))
    assert evidence_of(CLERK, registers()["projects"], project).count == 1


def test_a_kept_file_is_sealed() -> None:
    attached(new("projects"), Sent("x.pdf", PDF + b" marker in clear"))
    assert not any(b"marker in clear" in path.read_bytes() for path in Path(settings.FILES).glob("??/*"))


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_BYTES", 100)
    project, before, good = new("projects"), last_batch(), PNG + b"good"
    files = [Sent("好.png", good), Sent("空.png", b""), Sent("大.png", PNG * 9), Sent("程序.png", b"MZ\x00")]
    with pytest.raises(Refused) as refusal:
        attached(project, *files, kind="nothing")
    assert [p.code for p in refusal.value.problems] == ["EVIDENCE-006", "EVIDENCE-003", "EVIDENCE-001", "EVIDENCE-002"]
    assert last_batch() == before and not is_kept(hashlib.sha256(good).hexdigest())


def test_no_file_and_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_FILES", 2)
    monkeypatch.setattr(attachments, "MAX_TOGETHER", 150)
    project = new("projects")
    large = [Sent("1.png", PNG * 2), Sent("2.png", PNG)]
    for files, code in (
        ([], "EVIDENCE-004"),
        ([Sent(f"{n}.png", PNG) for n in range(3)], "EVIDENCE-005"),
        (large, "EVIDENCE-008"),
    ):
        with pytest.raises(Refused) as refusal:
            attach(CLERK, registers()["projects"], project, files, "photo")
        assert refusal.value.problems[0].code == code


@pytest.mark.parametrize("actor", [STRANGER, DONOR, REVIEWER, MANAGER, AUDITOR, ANONYMOUS])
def test_who_may_not_enter_there_attaches_and_removes_nothing(actor: Actor) -> None:
    project = new("projects", region=MASHAN)
    attached(project)
    piece, before = evidence_of(CLERK, registers()["projects"], project).pieces[0], last_batch()
    for act in (
        lambda: attached(project, Sent("b.pdf", PDF), actor=actor),
        lambda: detach(actor, piece.id, piece.entry, "错件"),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.problems[0].code in ("RIGHT-001", "RIGHT-002", "JOURNAL-012")
    assert last_batch() == before


def test_a_file_is_opened_where_its_record_is_reached_and_nowhere_else() -> None:
    project = new("projects", region=MASHAN)
    attached(project)
    piece = evidence_of(CLERK, registers()["projects"], project).pieces[0].id
    for actor in (CLERK, DONOR, AUDITOR, REVIEWER):
        assert open_evidence(actor, piece).content == PNG
    for actor in (STRANGER, ANONYMOUS):
        with pytest.raises(Refused):
            open_evidence(actor, piece)


def test_a_line_of_a_list_has_no_file_to_open() -> None:
    project = new("projects")
    digest = hashlib.sha256(b"elsewhere").hexdigest()
    piece = new("evidence", target_register="projects", target=project, digest=digest)
    assert evidence_of(CLERK, registers()["projects"], project).kept == frozenset()
    with pytest.raises(Refused) as refusal:
        open_evidence(CLERK, piece)
    assert refusal.value.problems[0].code == "FILE-001" and missing_evidence() == []


def test_the_digest_of_another_file_opens_nothing() -> None:
    secret_file = PDF + b" of another county"
    attached(new("projects", region="450123000000"), Sent("x.pdf", secret_file), actor=LOCAL_OPERATOR)
    attached(new("projects", region=MASHAN))
    piece = record("evidence", _last_piece())
    digest = hashlib.sha256(secret_file).hexdigest()
    save([Change("evidence", {"digest": digest}, piece.id, piece.entry)], CLERK)
    with pytest.raises(Refused) as refusal:
        open_evidence(CLERK, piece.id)
    assert refusal.value.problems[0].code == "FILE-001"


def test_evidence_proves_no_evidence() -> None:
    attached(new("projects"))
    piece = int(record("evidence", _last_piece()).id)
    with pytest.raises(Refused) as refusal:
        attach(CLERK, registers()["evidence"], piece, [Sent("x.png", PNG)], "photo")
    assert refusal.value.problems[0].code == "EVIDENCE-007"


def _last_piece() -> int:
    from jiedui.journal.storage import select_rows

    return int(select_rows('SELECT MAX("id") FROM "register_evidence"')[0][0])


def test_removing_needs_a_reason_and_leaves_the_file_to_the_journal() -> None:
    project = new("projects")
    attached(project)
    piece = record("evidence", _last_piece())
    with pytest.raises(Refused) as refusal:
        detach(CLERK, piece.id, piece.entry, " ")
    assert refusal.value.problems[0].code == "PRIVACY-001"
    detach(CLERK, piece.id, piece.entry, "错件")
    assert evidence_of(CLERK, registers()["projects"], project).count == 0
    assert is_kept(piece["digest"]) and missing_evidence() == []
    assert attached(project) == last_batch(), "the file can be put back"


def test_a_personal_number_in_a_file_name_is_masked() -> None:
    attached(new("projects"), Sent("合同11010519491231002X.pdf", PDF))
    assert "11010519491231002X" not in record("evidence", _last_piece())["title"]


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_the_verification_misses_a_file_that_is_gone_or_changed(damage: str) -> None:
    content = PDF + damage.encode()
    attached(new("projects"), Sent("批复.pdf", content))
    digest = hashlib.sha256(content).hexdigest()
    path = Path(settings.FILES) / digest[:2] / digest
    kept = path.read_bytes()
    assert not any(digest in str(problem.fields) for problem in verify_ledger(LOCAL_OPERATOR).problems)
    try:
        path.unlink() if damage == "gone" else path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        assert missing_evidence() == [digest]
        found = [problem for problem in verify_ledger(LOCAL_OPERATOR).problems if problem.code == "VERIFY-013"]
        assert [problem.fields["digest"] for problem in found] == [digest]
    finally:
        path.write_bytes(kept)
