"""`jiedui check` on the demonstration: its own brief, texts that were labelled by hand, and what is refused."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from docx import Document

from tests.commands.running import Ledger

ROOT = Path(__file__).parents[2]
CORPUS = """
import json, sys
import django
django.setup()
from bench.prose import scoring
from bench.prose.__main__ import check
from bench.prose.corpus import corpus
scores = scoring.scores(corpus(), check)
print(json.dumps({name: score.faults for name, score in scores.items()}))
"""
KNOWN = {"contexts": 8, "relations": 22, "true figures confirmed": 5}
"""What is not right of the labelled texts; see bench/prose/RESULTS.md."""


@pytest.mark.parametrize(("document", "at_least"), [("brief", 400), ("self-evaluation", 100)])
def test_what_the_ledger_wrote_agrees_with_the_ledger(
    demonstration: Ledger, tmp_path: Path, document: str, at_least: int
) -> None:
    written = tmp_path / "written.docx"
    done = demonstration.run("report", document, "--region", "450100", "--as-of", "2023-09-30", "-o", str(written))
    assert (done.code, done.err) == (0, "")
    checked = demonstration.run("check", str(written), "--json")
    assert (checked.code, checked.err) == (0, "")
    counts = Counter(one["status"] for one in checked.json["mentions"])
    assert set(counts) == {"agrees", "cannot_tell"} and counts["agrees"] > at_least


def test_the_labelled_texts_are_read_as_they_are_labelled(demonstration: Ledger) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "jiedui.config.settings", "PYTHONPATH": str(ROOT)}
    environment = {**demonstration.environment, "JIEDUI_DATA": str(demonstration.folder), **settings}
    command = [sys.executable, "-c", CORPUS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    faults = json.loads(done.stdout)
    assert {name: found for name, found in faults.items() if len(found) > KNOWN.get(name, 0)} == {}


def test_a_wrong_figure_ends_with_one_and_says_what_the_ledger_has(demonstration: Ledger, tmp_path: Path) -> None:
    text = tmp_path / "稿.txt"
    text.write_text("截至2023年9月底，南宁市引进企业25家，吸纳农村劳动力4577人。", "utf-8")
    done = demonstration.run("check", str(text), "--as-of", "2023-09-30")
    assert done.code == 1 and "The ledger says 23 家" in done.out
    found = demonstration.run("check", str(text), "--as-of", "2023-09-30", "--json")
    wrong, right = found.json["mentions"]
    assert (found.code, wrong["status"], wrong["ledger_value"], right["status"]) == (1, "differs", "23", "agrees")
    assert (wrong["start"], wrong["end"], wrong["text"], wrong["unit"]) == (18, 21, "25家", "家")


def test_a_marked_copy_is_written_beside_the_text(demonstration: Ledger, tmp_path: Path) -> None:
    document, sent = Document(), io.BytesIO()
    document.add_paragraph("截至2023年9月底，南宁市引进企业25家。")
    document.save(sent)
    (tmp_path / "稿.docx").write_bytes(sent.getvalue())
    out = tmp_path / "批注.docx"
    assert demonstration.run("check", str(tmp_path / "稿.docx"), "--annotate", str(out)).code == 1
    comments = [comment.text for comment in Document(str(out)).comments]
    assert len(comments) == 1 and "23" in comments[0]
    page = tmp_path / "marked.html"
    assert demonstration.run("check", str(tmp_path / "稿.docx"), "--annotate", str(page)).code == 1
    assert "25家" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("missing.txt", None, "FILE-001"), ("empty.txt", b" ", "FILE-002"),
        ("book.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "PROSE-001"), ("a.pdf", b"%PDF-1.7 broken", "PROSE-003"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused_with_the_file_s_name(
    demonstration: Ledger, tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = demonstration.run("check", str(tmp_path / name))
    assert (
        (done.code, done.out) == (1, "") and code in done.err and name in done.err and len(done.err.splitlines()) == 1
    )


def test_a_region_that_nobody_knows_is_refused(demonstration: Ledger, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("引进企业25家。", "utf-8")
    done = demonstration.run("check", str(tmp_path / "a.txt"), "--region", "999999")
    assert (done.code, done.out) == (1, "") and "REGION-002" in done.err
