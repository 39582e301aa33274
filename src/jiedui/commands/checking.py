"""The check of a text: `check`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    check = commands.add_parser(
        "check",
        parents=[shared],
        help="compare every figure of a text with the ledger, and the text with itself",
        description="Exit code: 0 where nothing is wrong, 1 where a figure differs or does not fit another.",
    )
    check.add_argument("file", metavar="FILE", help="a .docx, .txt, .md, .html or .pdf file; - reads standard input")
    check.add_argument("--region", metavar="CODE", help="division code; default: the ledger's own region")
    check.add_argument("--as-of", metavar="DAY", help="the day the text speaks from; default: what it says itself")
    check.add_argument("--known-at", metavar="TIME", help="as the ledger knew it then; a day means its end")
    check.add_argument("--json", action="store_true")
    check.add_argument(
        "--annotate", metavar="OUT", help="write a copy with marks: of a .docx one with comments, of all else .html"
    )
    check.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    from jiedui.commands.printing import print_json
    from jiedui.indicators.lenses import Asked
    from jiedui.reports.prose.checking import check_text
    from jiedui.reports.prose.report import report
    from jiedui.reports.prose.text import decode

    data, name = _read(options.file)
    text = decode(data, name)
    asked = Asked(options.region or "", options.as_of or "", "", options.known_at or "")
    checked = check_text(acting.actor(options), text.content, asked, is_torn=text.kind == "pdf")
    if options.annotate:
        _annotate(Path(options.annotate), data, text, checked, name)
    if options.json:
        print_json(report(checked))
    else:
        print_check(checked)
    return 0 if checked.is_sound else 1


def _read(file: str) -> tuple[bytes, str]:
    from jiedui.kernel.errors import Place, refused

    if file == "-":
        return sys.stdin.buffer.read(), "-"
    path = Path(file)
    if not path.is_file():
        raise refused("FILE-001", Place(file=path.name))
    try:
        return path.read_bytes(), path.name
    except OSError as fault:
        raise refused("FILE-018", Place(file=path.name), detail=fault.strerror) from fault


def _annotate(out: Path, data: bytes, text: Any, checked: Any, name: str) -> None:
    from jiedui.kernel.errors import refused
    from jiedui.reports.prose.comments import commented
    from jiedui.reports.prose.marks import annotated_page

    is_word = text.kind == "docx" and out.suffix.lower() == ".docx"
    content = commented(data, text, checked, name) if is_word else annotated_page(checked)
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise refused("FILE-013", folder=str(out.parent), detail=fault.strerror) from fault


def print_check(checked: Any) -> None:
    """The lens, a line for every figure, what does not fit, and the sums of it."""
    from collections import Counter

    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import lens_in_words
    from jiedui.reports.prose.marks import BROKEN, marks
    from jiedui.reports.prose.naming import relation_in_words, relation_name, status_name

    print(lens_in_words(checked.lens))
    found = marks(checked)
    grid = table("", _("in the text"), _("indicator"), _("region"), _("answer"), _("reason"))
    for mark in found:
        grid.add_row(mark.symbol, mark.text, mark.indicator or "—", mark.region, mark.words, mark.reason)
    console().print(grid)
    for one in checked.relations:
        if not one.holds:
            spans = " · ".join(checked.text[slice(*span)] for span in (one.whole, *one.parts))
            print(f"{BROKEN} {relation_name(one.kind)}: {spans} — {relation_in_words(one)}")
    counts = Counter(mark.status for mark in found)
    print(", ".join(f"{status_name(status)} {count}" for status, count in sorted(counts.items())))
