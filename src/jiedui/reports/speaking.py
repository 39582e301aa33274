"""What a brief's template may say: sentences out of clauses, parts by place, tables, charts, what has no record.

A clause whose figure is missing is left out, so that the sentence stays one; the figure is named by `missing()` at the
end of the section instead. Nothing missing is ever printed as zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jiedui.kernel.clock import BEIJING
from jiedui.kernel.errors import refused
from jiedui.reports.agreements import COLUMNS, agreement_rows, agreement_sentence
from jiedui.reports.charts import Chart, Charts
from jiedui.reports.contents import Contents, Said
from jiedui.reports.filling import NOTHING, Pieces
from jiedui.reports.word_xml import Column, Links, Origins, paragraph_xml, parsed, table_xml
from jiedui.reports.wording import (
    MARK,
    MISSING,
    about,
    day_words,
    name_of,
    number_text,
    period_words,
    standing_words,
)

FIGURE: Final = re.compile(r"\{\s*([a-z0-9_]+(?:\.[a-z0-9_]+)+)(!?)(?:@(\d{6}|\d{12}))?\s*\}")
"""`{funds.committed}`, `{funds.committed!}` for the own level, `{funds.committed@450124}` for a place of the report."""
WIDEST: Final = 6
"""Places side by side in a table on upright paper; of more, the whole alone is shown and the workbook has the rest."""


class Speaker:
    """The names that a template may use, for one report. `NAMES` is what an office is told of them."""

    NAMES = (
        *("title", "region", "period", "as_of", "standing", "made_by", "made_on", "snapshot", "invented", "restated"),
        *("total", "yearly"),
        *("say", "parts", "has", "figure", "missing", "table", "months", "chart", "month_chart", "goals", "about"),
        *("agreement", "restatements"),
    )

    def __init__(self, contents: Contents, pieces: Pieces, origins: Origins, charts: Charts, file: str) -> None:
        self.contents = contents
        self.pieces = pieces
        self.origins = origins
        self.charts = charts
        self.file = file
        self._missed: dict[str, None] = {}

    def names(self) -> Mapping[str, Any]:
        """The template's context."""
        said = self.contents
        values = {
            "title": said.title, "region": said.names.get(said.lens.region, said.lens.region),
            "period": period_words(said), "as_of": day_words(said.lens.as_of),
            "standing": standing_words(said.lens.level), "made_by": said.made_by,
            "made_on": day_words(said.made_at.astimezone(BEIJING).date()), "snapshot": said.snapshot or "",
            "invented": said.invented, "restated": len(said.restated),
            "total": "累计" if said.lens.since is None else "期内",
            "yearly": "年内" if said.lens.since is None else "期内",
        }  # fmt: skip
        return {name: values.get(name) if name in values else getattr(self, name) for name in self.NAMES}

    def say(self, *clauses: str, end: str = "。", between: str = "，") -> str:
        """A sentence out of those clauses whose figures are all there; nothing where none is left."""
        found = [text for clause in clauses if (text := self._clause(clause)) is not None]
        return between.join(found) + end if found else NOTHING

    def _clause(self, clause: str) -> str | None:
        wanted = [(match, self._figure(*match.groups())) for match in FIGURE.finditer(clause)]
        for _match, said in wanted:
            if said.value is None:
                self._missed[said.code] = None
        if any(said.value is None for _match, said in wanted):
            return None
        values = iter(wanted)
        return FIGURE.sub(lambda _match: self._printed(next(values)[1]), clause)

    def _figure(self, code: str, own: str, region: str | None) -> Said:
        """The figure that a template names. Errors: REPORT-006 for one that the report does not hold."""
        place = region.ljust(12, "0") if region else ""
        said = self.contents.of(code, place or (self.contents.lens.region if own else ""), bool(own))
        if said is None:
            known = ", ".join(self.contents.definitions)
            raise refused(
                "REPORT-006", file=self.file, names=f"{code}{own}{'@' + region if region else ''}", known=known
            )
        return said

    def _printed(self, said: Said) -> str:
        """A number with its unit; a missing one in words."""
        unit = self.contents.definitions[said.code].unit
        return self.pieces.number(said) + (unit if said.value is not None else "")

    def figure(self, code: str, region: str = "", own: bool = False) -> str:
        """One figure with its unit; in words where it is missing."""
        return self._printed(self._figure(code, "!" if own else "", region or None))

    def has(self, *codes: str) -> bool:
        """Whether the report's own region has all of these figures."""
        return all(self._figure(code, "", None).value is not None for code in codes)

    def parts(self, *codes: str, lead: str = "其中：", end: str = "。") -> str:
        """The same figures place by place: the own level, then each county that has any."""
        found = []
        for place in self.contents.places:
            if place == (self.contents.lens.region, self.contents.lens.own):
                continue
            known = [one for one in (self.contents.of(code, *place) for code in codes) if one and one.value is not None]
            if known:
                name = "市本级" if place[1] and place[0].endswith("00000000") else self.contents.place_name(place)
                found.append(name + "、".join(map(self._printed, known)))
        return lead + "，".join(found) + end if found else NOTHING

    def missing(self, *areas: str) -> str:
        """Which figures the clauses so far left out, by name, and each but once."""
        names = [name_of(self.contents.definitions[code]).removeprefix("其中") for code in self._missed]
        self._missed.clear()
        return f"截至统计日，台账中{'、'.join(names)}{MISSING}。" if names else NOTHING

    def table(self, *areas: str, codes: Iterable[str] = (), caption: str = "") -> str:
        """The figures of some areas by place: those that any place has."""
        shown = list(codes) or [one.code for one in self.contents.definitions.values() if one.area in areas]
        rows = [code for code in shown if self.contents.is_known(code)]
        return self._block(lambda links: self._figures_table(rows, caption, links)) if rows else NOTHING

    def _figures_table(self, codes: list[str], caption: str, links: Links) -> list[Any]:
        places = self.contents.places if len(self.contents.places) <= WIDEST else self.contents.places[:1]
        columns = [Column("指标", 8), Column("单位", 3)]
        columns += [Column(self.contents.place_name(place), 6, is_number=True) for place in places]
        definitions = self.contents.definitions
        rows = [
            [
                name_of(definitions[code]),
                definitions[code].unit,
                *(self.contents.of(code, *place) or DASHED for place in places),
            ]
            for code in codes
        ]
        return [*_caption(caption), parsed(table_xml(columns, rows, self.origins, links))]

    def months(self, *codes: str, caption: str = "") -> str:
        """Some figures month by month."""
        shown = [code for code in codes if any(one.value is not None for one in self._by_month(code))]
        return self._block(lambda links: self._months_table(shown, caption, links)) if shown else NOTHING

    def _by_month(self, code: str) -> list[Said]:
        if code not in self.contents.definitions:
            raise refused("REPORT-006", file=self.file, names=code, known=", ".join(self.contents.definitions))
        return [one for one in self.contents.months if one.code == code]

    def _months_table(self, codes: list[str], caption: str, links: Links) -> list[Any]:
        definitions = self.contents.definitions
        columns = [Column("月份", 2)]
        columns += [Column(f"{name_of(definitions[c])}({definitions[c].unit})", 3, is_number=True) for c in codes]
        by_code = [self._by_month(code) for code in codes]
        rows = [[_month(line[0]), *line] for line in zip(*by_code, strict=True)]
        return [*_caption(caption), parsed(table_xml(columns, rows, self.origins, links))]

    def chart(self, code: str, title: str = "") -> str:
        """A figure by place, as bars: the places below, or the region alone."""
        said = self._figure(code, "", None)
        below = [place for place in self.contents.places if place != (said.region, said.own)]
        found = [one for place in below if (one := self.contents.of(code, *place)) and one.value is not None]
        names = [self.contents.place_name((one.region, one.own)) for one in found]
        return self._chart(code, title, "bar", names, found) if len(found) > 1 else NOTHING

    def month_chart(self, code: str, title: str = "") -> str:
        """A figure by month: bars for what each month brought, a line for what stands."""
        found = self._by_month(code)
        if not any(one.value is not None for one in found):
            return NOTHING
        kind = "bar" if self.contents.definitions[code].kind == "flow" else "line"
        return self._chart(code, title, kind, [_month(one) for one in found], found)

    def _chart(self, code: str, title: str, kind: str, names: list[str], found: list[Said]) -> str:
        definition = self.contents.definitions[code]
        chart = Chart(title or name_of(definition), definition.unit, kind, names, [one.value for one in found])
        return self._block(lambda _links: [parsed(self.charts.drawing(chart))])

    def goals(self, caption: str = "") -> str:
        """The region's targets against its results."""
        found = [goal for goal in self.contents.goals if goal.region == self.contents.lens.region]
        return self._block(lambda links: self._goals_table(found, caption, links)) if found else NOTHING

    def _goals_table(self, found: list[Any], caption: str, links: Links) -> list[Any]:
        columns = [
            Column("指标", 5),
            Column("单位", 2),
            Column("目标", 3, True),
            Column("完成", 3, True),
            Column("完成期限", 4),
        ]
        definitions = self.contents.definitions
        rows = [
            [name_of(definitions[goal.code]), definitions[goal.code].unit, number_text(goal.value),
             self.contents.of(goal.code) or DASHED, goal.due_on.isoformat()] for goal in found
        ]  # fmt: skip
        return [*_caption(caption), parsed(table_xml(columns, rows, self.origins, links))]

    def agreement(self, caption: str = "") -> str:
        """What the year's agreement promises against its results; nothing without one."""
        said = self.contents
        if not said.agreed:
            return NOTHING
        return self._block(
            lambda links: [
                parsed(paragraph_xml(agreement_sentence(said), "ReportBody")),
                *_caption(caption),
                parsed(table_xml(COLUMNS, agreement_rows(said), self.origins, links)),
            ]
        )

    def about(self) -> str:
        """What the document says of itself, line by line."""
        lines = [f"{name}：{text}" for name, text in about(self.contents)]
        return self._block(lambda _links: [parsed(paragraph_xml(line, "ReportNote")) for line in lines])

    def restatements(self) -> str:
        """The names of the figures that were restated since the report was published."""
        names = dict.fromkeys(
            f"{self.contents.place_name((region, own))}{name_of(self.contents.definitions[code])}"
            for code, region, own, month in sorted(self.contents.restated, key=str)
            if month is None
        )
        return f"{MARK} 公布后已追溯调整的数值：{'、'.join(names)}。文中仍为公布时的数值。" if names else NOTHING

    def _block(self, made: Any) -> str:
        return self.pieces.block(made)


DASHED: Final = "—"


def _caption(text: str) -> list[Any]:
    return [parsed(paragraph_xml(text, "ReportCaption", keep_next=True))] if text else []


def _month(said: Said) -> str:
    assert said.month is not None
    return f"{said.month // 100}-{said.month % 100:02}"
