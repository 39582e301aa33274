"""Reports out: `report brief|tables|evidence|self-evaluation`, `publish`, `list`, `restated`, `template`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jiedui.commands import acting
from jiedui.commands.reading import lens_of

DOCUMENTS = {
    "brief": "a work report as a Word document",
    "tables": "the assessment tables as a workbook",
    "evidence": "the evidence behind the figures as an archive",
    "self-evaluation": "targets against results, with slots for words, as a Word document",
}
CAUSES_SHOWN = 20
"""Records printed behind one restated figure; the page shows more."""


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    report = commands.add_parser("report", help="documents, published reports and what was restated since")
    actions = report.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in DOCUMENTS.items():
        one = actions.add_parser(name, parents=[shared], help=words)
        _add_lens(one)
        one.add_argument("--title", default="", help="what it is called; default: after the region")
        one.add_argument("--snapshot", type=int, metavar="N", help="with the digits of a published report")
        one.add_argument("--address", default="", metavar="URL", help="where the pages are (or JIEDUI_ADDRESS)")
        one.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        one.set_defaults(run=run_document, document=name)
    publish = actions.add_parser("publish", parents=[shared], help="freeze every figure of a report")
    _add_lens(publish)
    publish.add_argument("--title", required=True)
    publish.add_argument(
        "--kind", default="special", help="yearly, half_yearly, quarterly, monthly, self_evaluation, …"
    )
    publish.set_defaults(run=run_publish)
    listed = actions.add_parser("list", parents=[shared], help="published reports, the newest first")
    listed.add_argument("--region", metavar="CODE", default="")
    listed.set_defaults(run=run_list)
    restated = actions.add_parser("restated", parents=[shared], help="what the ledger now says otherwise, and why")
    restated.add_argument("number", type=int, metavar="N")
    restated.add_argument("--json", action="store_true")
    restated.set_defaults(run=run_restated)
    template = actions.add_parser("template", parents=[shared], help="the shipped template, to be edited in Word")
    template.add_argument("document", choices=("brief",))
    template.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    template.set_defaults(run=run_template, needs_ledger=False)


def _add_lens(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", metavar="CODE", help="division code; default: the ledger's own region")
    parser.add_argument("--own", action="store_true", help="the region's own level only, without those below it")
    parser.add_argument("--since", metavar="DAY", help="first day; default: what each indicator says")
    parser.add_argument("--as-of", metavar="DAY", help="last day; default: today")
    parser.add_argument("--known-at", metavar="TIME", help="as the ledger knew it then; a day means its end")
    parser.add_argument("--level", type=int, choices=(0, 1, 2, 3), help="confirmed from this level")


def _contents(options: argparse.Namespace, actor: Any) -> Any:
    """What the document says: of a published report, or through a lens. Errors: REPORT-008 for both at once."""
    from django.conf import settings

    from jiedui.demo.actions import is_demonstration
    from jiedui.kernel.errors import refused
    from jiedui.reports.contents import contents
    from jiedui.reports.restatements import with_marks

    if options.snapshot is None:
        invented = is_demonstration(settings.DATA)
        return contents(actor, lens_of(options, actor), title=options.title, invented=invented)
    given = {
        "--region": options.region, "--own": options.own, "--since": options.since, "--as-of": options.as_of,
        "--known-at": options.known_at, "--level": options.level is not None, "--title": options.title,
    }  # fmt: skip
    if extra := [name for name, value in given.items() if value]:
        raise refused("REPORT-008", options=", ".join(extra))
    return with_marks(actor, options.snapshot)


def run_document(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import steps
    from jiedui.reports.documents import write_document

    actor = acting.actor(options)
    with steps(options.output.name):
        found = _contents(options, actor)
        folder = write_document(actor, options.document, found, options.output, address=options.address)
    print(options.output)
    if folder is not None:
        words = _(
            "{files} files; {missing} records lack evidence; {damaged} files are not here or damaged; batch {batch}"
        )
        print(words.format(files=folder.files, missing=folder.missing, damaged=folder.damaged, batch=folder.batch))


def run_publish(options: argparse.Namespace) -> None:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from jiedui.demo.actions import is_demonstration
    from jiedui.reports.snapshots import publish

    actor = acting.actor(options)
    lens = lens_of(options, actor)
    number = publish(actor, lens, options.title, options.kind, invented=is_demonstration(settings.DATA))
    print(_("published as report {number}").format(number=number))


def run_list(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import region_name
    from jiedui.kernel.clock import BEIJING
    from jiedui.places.queries import region
    from jiedui.reports.snapshots import snapshots

    found = snapshots(acting.actor(options), region(options.region) if options.region else "")
    grid = table(_("number"), _("title"), _("region"), _("as of"), _("published"), _("by"), _("batch"), right=(0, 6))
    for one in found:
        when = one.published_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        grid.add_row(
            str(one.number), one.title, region_name(one.region), one.as_of.isoformat(), when, one.published_by,
            str(one.published_in),
        )  # fmt: skip
    console().print(grid)


def run_restated(options: argparse.Namespace) -> None:
    from jiedui.commands.printing import print_json
    from jiedui.reports.restatements import restatements

    found = restatements(acting.actor(options), options.number)
    if options.json:
        print_json(_as_json(found))
    else:
        _print_restated(found)


def _as_json(found: Any) -> dict[str, Any]:
    def text(value: Any) -> str | None:
        return None if value is None else format(value, "f")

    return {
        "snapshot": found.contents.snapshot,
        "title": found.contents.title,
        "definitions": [
            {"indicator": one.before.code, "version": one.before.version, "changed": list(one.parts),
             "now": None if one.after is None else one.after.version} for one in found.definitions
        ],
        "figures": [
            {"indicator": one.said.code, "region": one.said.region, "own": one.said.own, "month": one.said.month,
             "published": text(one.said.value), "redefined": text(one.redefined), "now": text(one.now),
             "difference": text(one.difference), "unit": one.definition.unit,
             "records": [
                 {"register": cause.register, "record": cause.record, "before": text(cause.before),
                  "after": text(cause.after), "unit": cause.unit, "batches": list(cause.batches)}
                 for cause in one.causes
             ]} for one in found.figures
        ],
        "batches": [
            {"batch": one.number, "recorded_at": one.recorded_at.isoformat(), "actor": one.actor, "verb": one.verb,
             "reason": one.reason} for one in found.batches.values()
        ],
    }  # fmt: skip


def _print_restated(found: Any) -> None:
    """Figure by figure what changed, each with the first of its records and their batches."""
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import indicator_name

    print(f"{found.contents.snapshot} {found.contents.title}")
    for one in found.definitions:
        changed = ", ".join(one.parts) or _("no such indicator any more")
        print(_("definition changed: {name} ({parts})").format(name=indicator_name(one.before), parts=changed))
    whole = [one for one in found.figures if one.said.month is None]
    if not found.figures:
        print(_("Nothing was restated: the ledger says the same as when this was published."))
        return
    grid = table(_("indicator"), _("region"), _("unit"), _("published"), _("now"), _("difference"), right=(3, 4, 5))
    for one in whole:
        place = found.contents.place_name((one.said.region, one.said.own))
        numbers = [_number(value) for value in (one.said.value, one.now, one.difference)]
        grid.add_row(indicator_name(one.definition), place, one.definition.unit, *numbers)
    console().print(grid)
    months = len(found.figures) - len(whole)
    if months:
        print(_("{count} figures of single months were restated, too.").format(count=months))
    records = table(_("record"), _("before"), _("after"), _("unit"), _("batch"), _("by"), _("reason"), right=(1, 2))
    shown = {(c.register, c.record): c for one in whole for c in one.causes}
    for cause in list(shown.values())[:CAUSES_SHOWN]:
        last = found.batches[cause.batches[-1]]
        records.add_row(
            f"{cause.register} {cause.record}", _number(cause.before), _number(cause.after), cause.unit,
            ", ".join(map(str, cause.batches)), last.actor, last.reason or "—",
        )  # fmt: skip
    console().print(records)
    if len(shown) > CAUSES_SHOWN:
        print(_("… and {count} more").format(count=len(shown) - CAUSES_SHOWN))


def _number(value: Any) -> str:
    return "—" if value is None else f"{value:,f}"


def run_template(options: argparse.Namespace) -> None:
    from jiedui.reports.brief import shipped_template
    from jiedui.reports.documents import write_whole

    write_whole(options.output, shipped_template())
    print(options.output)
