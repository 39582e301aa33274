"""The lists of an evidence folder: the numbered catalogue, what is missing, the digests, and what it all is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from jiedui.indicators.naming import is_chinese
from jiedui.intake.exports import OPTIONS
from jiedui.places.queries import index
from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Record
from jiedui.registers.titles import Title
from jiedui.reports.contents import Contents
from jiedui.reports.wording import about


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence in the catalogue. Without its file, `path` is empty and `problem` says why."""

    number: int
    path: str
    digest: str
    piece: Record
    kind: str
    indicators: Sequence[str]
    problem: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A record without evidence that indicators ask for: the kinds, and the indicators."""

    register: str
    record: int
    kinds: Sequence[str]
    indicators: Sequence[str]


def write_lists(
    archive: zipfile.ZipFile, contents: Contents, lines: Sequence[Line], missing: Sequence[Missing],
    titles: Mapping[int, Title],
) -> None:  # fmt: skip
    """Put the lists into the archive, as workbooks and as text."""
    catalogue = [_catalogue_head(), *(_catalogue_row(line) for line in lines)]
    lacking = [_missing_head(), *(_missing_row(one, titles) for one in missing)]
    for name, sheet, table in (("catalogue", _("Catalogue"), catalogue), ("missing", _("Missing"), lacking)):
        archive.writestr(f"{name}.xlsx", _workbook(contents, sheet, table), zipfile.ZIP_DEFLATED)
        archive.writestr(f"{name}.txt", _text(table), zipfile.ZIP_DEFLATED)
    sums = dict.fromkeys((line.digest, line.path) for line in lines if line.path)
    archive.writestr("SHA256SUMS.txt", "".join(f"{digest}  {path}\n" for digest, path in sums), zipfile.ZIP_DEFLATED)
    archive.writestr("README.txt", _readme(contents, lines, missing), zipfile.ZIP_DEFLATED)


def _catalogue_head() -> tuple[str, ...]:
    return (
        _("number"), _("file"), _("kind of evidence"), _("title"), _("register"), _("record"), _("indicators"),
        _("evidence record"), "SHA-256", _("note"),
    )  # fmt: skip


def _catalogue_row(line: Line) -> tuple[Any, ...]:
    piece = line.piece
    return (
        line.number, line.path, line.kind, piece["title"] or "", _register(piece["target_register"]), piece["target"],
        "、".join(line.indicators), piece.id, line.digest, line.problem,
    )  # fmt: skip


def _missing_head() -> tuple[str, ...]:
    return _("register"), _("record"), _("name"), _("region"), _("missing evidence"), _("asked for by")


def _missing_row(one: Missing, titles: Mapping[int, Title]) -> tuple[Any, ...]:
    name, region = titles.get(one.record, Title("", ""))
    place = index().names.get(region, region)
    return _register(one.register), one.record, name, place, "、".join(one.kinds), "、".join(one.indicators)


def _register(code: str) -> str:
    if code not in registers():
        return code
    return registers()[code].chinese if is_chinese() else registers()[code].english


def _workbook(contents: Contents, name: str, table: Iterable[Sequence[Any]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as workbook:
        workbook.set_properties({"title": contents.title, "author": contents.made_by})
        bold = workbook.add_format({"bold": True, "bg_color": "#EAEFF5", "border": 1, "text_wrap": True})
        sheet = workbook.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for number, row in enumerate(table):
            for column, value in enumerate(row):
                if not number:
                    sheet.set_column(column, column, 18)
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, str(value), *([bold] if not number else []))
    return stream.getvalue()


def _text(table: Iterable[Sequence[Any]]) -> bytes:
    lines = ("\t".join(" ".join(str(value).split()) for value in row) for row in table)
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _readme(contents: Contents, lines: Sequence[Line], missing: Sequence[Missing]) -> bytes:
    """What the archive is, in words; with the note on personal data."""
    words = [f"{name}: {text}" for name, text in about(contents)]
    words += [
        "",
        _("Evidence as it stood when the folder was made. A file that proves several figures stands once; "
          "catalogue.xlsx names them all."),
        _("Files: {count}. Records without evidence that is asked for: {missing}, see missing.xlsx.").format(
            count=sum(1 for line in lines if line.path), missing=len(missing)
        ),
        _("Check the files with: sha256sum -c SHA256SUMS.txt"),
        _("Rosters, contracts and photos may hold personal data. Keep the folder where only those who need it can open "
          "it, pass it on only as the law allows, and destroy it when it is no longer needed. "
          "The journal says who took it."),
    ]  # fmt: skip
    return ("\ufeff" + "\r\n".join(words) + "\r\n").encode()
