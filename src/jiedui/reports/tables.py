"""The assessment tables as a workbook: indicators by region and by month, real numbers, one sheet an area.

Missing cells stay empty. A figure that was restated since its report was published is marked and said on a sheet of
its own. *Units* stand in a column beside each indicator, because one table holds several.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from jiedui.indicators.naming import indicator_name, lens_in_words
from jiedui.intake.exports import new_workbook
from jiedui.reports.contents import Contents, Said
from jiedui.reports.wording import MARK, about

FORBIDDEN: Final = str.maketrans("[]:*?/\\", "       ")
LONGEST_SHEET_NAME: Final = 31


class Formats:
    """The looks of cells, each made once a workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        edge = {"border": 1, "valign": "vcenter"}
        head = {**edge, "bold": True, "text_wrap": True, "bg_color": "#EAEFF5", "align": "center"}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.note = workbook.add_format({"font_color": "#5B6573", "text_wrap": False})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.label = workbook.add_format({"bold": True, "valign": "top"})
        self.head = workbook.add_format(head)
        self.text = workbook.add_format({**edge, "text_wrap": True})
        self.area = workbook.add_format({**edge, "bold": True, "bg_color": "#F6F8FB"})
        self._workbook, self._edge = workbook, edge
        self._numbers: dict[tuple[int, bool], Any] = {}

    def number(self, places: int, marked: bool) -> Any:
        """A number with as many decimals as it has; restated ones stand out and carry the mark when printed, too."""
        if (places, marked) not in self._numbers:
            form = "#,##0" + ("." + "0" * places if places else "")
            look = {"bg_color": "#FFF4D6", "bold": True} if marked else {}
            shown = f'{form}"{MARK}";-{form}"{MARK}"' if marked else form
            self._numbers[places, marked] = self._workbook.add_format({**self._edge, **look, "num_format": shown})
        return self._numbers[places, marked]


def write_tables(contents: Contents, path: Path, areas: Sequence[tuple[str, str]]) -> int:
    """Write the workbook. `areas` are the areas' codes with their names. Returns how many figures it shows.

    Errors: LEDGER-008 the folder is not there, FILE-013 it cannot be written.
    """
    with new_workbook(path) as workbook:
        formats, count = Formats(workbook), 0
        workbook.set_properties({"title": contents.title, "author": contents.made_by, "comments": _comments(contents)})
        names = dict(areas)
        by_area = groupby(contents.definitions.values(), key=lambda one: one.area)
        for area, definitions in by_area:
            codes = [one.code for one in definitions]
            count += _area_sheets(workbook, formats, contents, names.get(area, area), codes)
        _about_sheet(workbook, formats, contents)
        _definitions_sheet(workbook, formats, contents)
    return count


def _comments(contents: Contents) -> str:
    return "\n".join(f"{name}: {text}" for name, text in about(contents))


def _area_sheets(workbook: Any, formats: Formats, contents: Contents, name: str, codes: Sequence[str]) -> int:
    """The sheet of an area by region, and the one by month."""
    places = contents.places
    rows = [[contents.of(code, *place) for place in places] for code in codes]
    count = _sheet(
        workbook, formats, contents, _("{area} by region").format(area=name), codes,
        [contents.place_name(place) for place in places], rows,
    )  # fmt: skip
    months = sorted({one.month for one in contents.months if one.month is not None})
    region, own = contents.lens.region, contents.lens.own
    by_month = [[contents.by_key.get((code, region, own, month)) for month in months] for code in codes]
    headings = [f"{month // 100}-{month % 100:02}" for month in months]
    return count + _sheet(
        workbook, formats, contents, _("{area} by month").format(area=name), codes, headings, by_month
    )


def _sheet(
    workbook: Any, formats: Formats, contents: Contents, name: str, codes: Sequence[str], headings: Sequence[str],
    rows: Sequence[Sequence[Said | None]],
) -> int:  # fmt: skip
    sheet: Worksheet = workbook.add_worksheet(name.translate(FORBIDDEN)[:LONGEST_SHEET_NAME])
    _print_set_up(sheet, contents, 2 + len(headings))
    sheet.write_string(0, 0, f"{contents.title} · {name}", formats.title)
    sheet.write_string(1, 0, lens_in_words(contents.lens), formats.note)
    sheet.write_string(2, 0, _note(contents), formats.note)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 1 + len(headings), 13)
    for column, heading in enumerate((_("indicator"), _("unit"), *headings)):
        sheet.write_string(HEADING_ROW, column, heading, formats.head)
    count = 0
    for row, (code, cells) in enumerate(zip(codes, rows, strict=True), HEADING_ROW + 1):
        definition = contents.definitions[code]
        indent = "  " if definition.part_of in codes else ""
        sheet.write_string(row, 0, indent + indicator_name(definition), formats.text)
        sheet.write_string(row, 1, definition.unit, formats.text)
        for column, said in enumerate(cells, 2):
            if said is None or said.value is None:
                sheet.write_blank(row, column, None, formats.text)
                continue
            places = max(0, -int(said.value.as_tuple().exponent))
            form = formats.number(places, said.key in contents.restated)
            sheet.write_number(row, column, float(said.value), form)  # the last step: a spreadsheet keeps nothing else
            count += 1
    return count


HEADING_ROW: Final = 3


def _note(contents: Contents) -> str:
    """What a reader of a table has to know: empty is missing, which snapshot, invented or not."""
    words = [_("An empty cell is missing, not zero.")]
    if contents.snapshot is not None:
        words.append(_("Snapshot {number}.").format(number=contents.snapshot))
    if contents.restated:
        words.append(_("{mark}: restated since it was published; shown is the published number.").format(mark=MARK))
    if contents.invented:
        words.append(_("Demonstration: all records are invented."))
    return " ".join(words)


def _print_set_up(sheet: Worksheet, contents: Contents, columns: int) -> None:
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    sheet.repeat_rows(HEADING_ROW)
    sheet.repeat_columns(0, 1)
    sheet.set_paper(9)  # A4
    if columns > 6:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.set_footer(f"&L{contents.title.replace('&', '&&')[:80]}&C— &P —&R&D")


def _about_sheet(workbook: Any, formats: Formats, contents: Contents) -> None:
    sheet = workbook.add_worksheet(_("About"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    question = _("What did each indicator of the programme come to, by region and by month, through this lens?")
    lines = [(_("question"), question), *about(contents), (_("missing"), _("An empty cell is missing, not zero."))]
    for row, (name, text) in enumerate(lines):
        sheet.write_string(row, 0, name, formats.label)
        sheet.write_string(row, 1, text, formats.wrapped)
    row = len(lines) + 1
    for code, region, own, month in sorted(contents.restated, key=str):
        when = f" {month // 100}-{month % 100:02}" if month else ""
        words = f"{MARK} {contents.place_name((region, own))} {indicator_name(contents.definitions[code])}{when}"
        sheet.write_string(row, 1, words, formats.wrapped)
        row += 1


def _definitions_sheet(workbook: Any, formats: Formats, contents: Contents) -> None:
    """The definitions that the figures follow, with their versions."""
    sheet = workbook.add_worksheet(_("Definitions"))
    sheet.freeze_panes(1, 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    headings = (_("indicator"), _("code"), _("version"), _("in force from"), _("unit"), _("rule"), _("formula"))
    for column, (heading, width) in enumerate(zip(headings, (30, 30, 8, 12, 8, 60, 60), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats.head)
    for row, one in enumerate(contents.definitions.values(), 1):
        texts = (indicator_name(one), one.code, str(one.version), one.valid_from.isoformat(), one.unit, one.rule)
        for column, text in enumerate((*texts, formula_words(one))):
            sheet.write_string(row, column, text, formats.text)


def formula_words(definition: Any) -> str:
    """A definition's formula over accounts, as a line."""

    def side(terms: Any) -> str:
        return " ".join(("+ " if term.sign > 0 else "- ") + term.pattern for term in terms).removeprefix("+ ")

    below = f" ÷ {side(definition.denominator)}" if definition.denominator else ""
    return side(definition.formula) + below
