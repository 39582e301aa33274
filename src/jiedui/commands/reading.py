"""Figures out: `figures` and `trace`."""

from __future__ import annotations

import argparse
from datetime import datetime
from decimal import Decimal
from typing import Any

from jiedui.commands import acting

ROWS_SHOWN = 40


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    figures = commands.add_parser("figures", parents=[shared], help="every indicator through a lens")
    _add_lens(figures)
    figures.add_argument("--by", choices=("region", "month"), help="a table by region or by month")
    figures.set_defaults(run=run_figures)
    trace = commands.add_parser("trace", parents=[shared], help="open a figure down to its workbook cells")
    trace.add_argument("indicator")
    _add_lens(trace)
    trace.set_defaults(run=run_trace)


def _add_lens(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", metavar="CODE", help="division code; default: the ledger's own region")
    parser.add_argument("--own", action="store_true", help="the region's own level only, without those below it")
    parser.add_argument("--since", metavar="DAY", help="first day; default: what the indicator says")
    parser.add_argument("--as-of", metavar="DAY", help="last day; default: today")
    parser.add_argument("--known-at", metavar="TIME", help="as the ledger knew it then; a day means its end")
    parser.add_argument(
        "--level", type=int, choices=(0, 1, 2, 3), help="confirmed from this level; default: as the office has set"
    )
    parser.add_argument("--json", action="store_true")


def lens_of(options: argparse.Namespace, who: Any) -> Any:
    """The lens that the options describe, for an actor. Errors: those of `lens_asked`."""
    from jiedui.indicators.lenses import Asked, lens_asked

    level = "" if options.level is None else str(options.level)
    return lens_asked(
        who,
        Asked(
            options.region or "",
            options.as_of or "",
            options.since or "",
            options.known_at or "",
            level,
            options.own,
        ),
    )


def run_figures(options: argparse.Namespace) -> None:
    from jiedui.commands.printing import print_json
    from jiedui.indicators.queries import figures, figures_by_month
    from jiedui.kernel import clock, regions
    from jiedui.places.queries import children

    who = acting.actor(options)
    lens = lens_of(options, who)
    places = [(lens.region, lens.own)]
    if options.by == "region":
        below = [code for code, _ in children(lens.region)] if regions.level(lens.region) < regions.VILLAGE else []
        places = [(lens.region, False), (lens.region, True), *((code, False) for code in below)]
    found = figures_by_month(who, lens) if options.by == "month" else figures(who, lens, places)
    if options.json:
        asked = clock.now()
        print_json([figure_json(figure, asked) for figure in found])
    elif options.by == "month":
        _print_by_month(lens, found)
    else:
        print_figures(lens, places, found)


def figure_json(figure: Any, asked: datetime) -> dict[str, Any]:
    from jiedui.indicators.naming import indicator_name, region_name

    lens = figure.lens
    found = {
        "indicator": figure.definition.code,
        "name": indicator_name(figure.definition),
        "region": lens.region,
        "region_name": region_name(lens.region),
        "own": lens.own,
        "value": None if figure.value is None else format(figure.value, "f"),
        "waiting": None if figure.waiting_value is None else format(figure.waiting_value, "f"),
        "unit": figure.definition.unit,
        "kind": figure.definition.kind,
        "since": figure.since.isoformat() if figure.since else None,
        "until": lens.until.isoformat(),
        "as_of": lens.as_of.isoformat(),
        "known_at": (lens.known_at or asked).isoformat(timespec="seconds"),
        "level": lens.level,
        "definition_version": figure.definition.version,
    }
    if figure.month is not None:
        found["month"] = f"{figure.month // 100}-{figure.month % 100:02}"
    return found


def print_figures(lens: Any, places: list[tuple[str, bool]], found: list[Any], codes: tuple[str, ...] = ()) -> None:
    """The table indicator × place; rows without any figure are left out and counted."""
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
    from jiedui.indicators.queries import by_code

    print(lens_in_words(lens))
    names = [region_name(region) + (_(" (own level)") if own else "") for region, own in places]
    grouped = by_code(found)
    kept = [n for n, _place in enumerate(places) if n == 0 or any(row[n].value is not None for row in grouped.values())]
    waits = any(figure.waiting_value for figure in found)
    columns = [_("indicator"), _("unit"), *(names[n] for n in kept), *([_("waiting")] if waits else [])]
    grid = table(*columns, right=range(2, len(columns)))
    empty = 0
    for code, row in grouped.items():
        if codes and code not in codes:
            continue
        if all(figure.value is None and figure.waiting_value is None for figure in row):
            empty += 1
            continue
        definition = row[0].definition
        cells = [_number(row[n].value) for n in kept]
        waiting = [_number(row[0].waiting_value)] if waits else []
        grid.add_row(indicator_name(definition), definition.unit, *cells, *waiting)
    console().print(grid)
    if empty:
        print(_("{count} further indicators have no record here (missing, not zero).").format(count=empty))


def _print_by_month(lens: Any, found: list[Any]) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import indicator_name, lens_in_words
    from jiedui.indicators.queries import by_code

    print(lens_in_words(lens))
    grouped = by_code(found)
    months = [figure.month for figure in next(iter(grouped.values()))]
    grid = table(
        _("indicator"), _("unit"), *(f"{m // 100}-{m % 100:02}" for m in months), right=range(2, len(months) + 2)
    )
    for row in grouped.values():
        if any(figure.value is not None for figure in row):
            grid.add_row(indicator_name(row[0].definition), row[0].definition.unit, *(_number(f.value) for f in row))
    console().print(grid)


def _number(value: Any) -> str:
    return "—" if value is None else f"{value:,f}"


def run_trace(options: argparse.Namespace) -> None:
    from jiedui.commands.printing import print_json
    from jiedui.indicators.queries import trace
    from jiedui.kernel import clock

    who = acting.actor(options)
    lens = lens_of(options, who)
    figure, postings = trace(who, options.indicator, lens)
    if options.json:
        print_json(
            {
                **figure_json(figure, clock.now()),
                "rule": figure.definition.rule,
                "formula": [{"sign": term.sign, "accounts": term.pattern} for term in figure.definition.formula],
                "postings": [posting_json(posting) for posting in postings],
            }
        )
    else:
        print_trace(figure, postings)


def posting_json(posting: Any) -> dict[str, Any]:
    source = posting.source
    return {
        "account": posting.account,
        "region": posting.region,
        "valid_on": posting.valid_on.isoformat(),
        "amount": posting.amount,
        "standing": posting.standing,
        "register": posting.register,
        "record": posting.record,
        "field": posting.field,
        "entry": posting.entry,
        "batch": posting.batch,
        "source": None
        if source is None
        else {
            "file": source.file,
            "digest": source.file_digest,
            "sheet": source.sheet,
            "row": source.row,
            "cell": source.cell,
        },
    }


def print_trace(figure: Any, postings: list[Any], shown: int = ROWS_SHOWN) -> None:
    """A figure, what it means, and the first of its postings with their cells."""
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import indicator_name, lens_in_words, region_name
    from jiedui.kernel.units import POSTED_IN, in_unit
    from jiedui.registers.catalogue import chart

    definition = figure.definition
    print(f"{indicator_name(definition)} ({definition.code}): {_number(figure.value)} {definition.unit}")
    print(lens_in_words(figure.lens))
    print(_("Rule (version {version}): {rule}").format(version=definition.version, rule=definition.rule))
    formula = " ".join(("+ " if t.sign > 0 else "- ") + t.pattern for t in definition.formula).removeprefix("+ ")
    print(_("Formula: {formula}").format(formula=formula))
    grid = table(
        _("date"), _("region"), _("account"), _("amount"), _("record"), _("entry"), _("batch"), _("source"), right=(3,)
    )
    for posting in postings[:shown]:
        source = posting.source
        unit = POSTED_IN.get(chart().resolve(posting.account).unit, "")
        amount = in_unit(posting.amount, unit) if unit else Decimal(posting.amount)
        where = f"{source.file} › {source.sheet} › {source.cell}" if source else "—"
        grid.add_row(
            posting.valid_on.isoformat(), region_name(posting.region), posting.account,
            f"{_number(amount)} {unit}".rstrip(), f"{posting.register} {posting.record}",
            str(posting.entry), str(posting.batch), where,
        )  # fmt: skip
    console().print(grid)
    if len(postings) > shown:
        print(_("… and {count} more postings").format(count=len(postings) - shown))
