"""Boundaries: `boundaries load`, `boundaries show`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from jiedui.commands import acting


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    group = commands.add_parser("boundaries", parents=[shared], help="boundaries of counties, and the grid of coverage")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    load = actions.add_parser("load", parents=[shared], help="load the boundaries of counties from a GeoJSON file")
    load.add_argument("file", type=Path, help="a FeatureCollection, the code of a county in each feature")
    load.add_argument("--coordinates", required=True, metavar="SYSTEM", help="WGS-84, CGCS2000 or GCJ-02")
    load.add_argument("--name", required=True, help="what the set of boundaries is called")
    load.add_argument("--version", required=True, help="which edition of it")
    load.add_argument("--approval", default="", metavar="NUMBER", help="approval number of the map")
    load.add_argument("--code-field", default="", metavar="PROPERTY", help="the property that holds the code")
    load.add_argument("--resolution", type=int, metavar="N", help="of the grid: 4 to 8 (default: as it is, else 7)")
    load.add_argument("--from", dest="since", metavar="DAY", help="when coverage begins (default: first pairing)")
    load.add_argument("--schematic", action="store_true", help="the outlines are schematic, no boundaries")
    load.set_defaults(run=run_load)
    show = actions.add_parser("show", parents=[shared], help="the boundaries in force")
    show.set_defaults(run=run_show)


def run_load(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import print_problems
    from jiedui.fieldwork.boundaries import NewBoundaries, load_boundaries
    from jiedui.indicators.lenses import read_day
    from jiedui.places.boundary_files import file_content

    new = NewBoundaries(
        data=file_content(options.file), file_name=options.file.name, coordinates=options.coordinates,
        name=options.name, version=options.version, approval_number=options.approval, is_schematic=options.schematic,
        code_field=options.code_field, resolution=options.resolution,
        since=read_day(options.since) if options.since else None,
    )  # fmt: skip
    found = load_boundaries(acting.actor(options), new)
    print_problems(found.notes)
    _print_counties(found.counties)
    if found.batch is None:
        print(_("All of it was loaded already; nothing was changed."))
    else:
        words = _("Loaded as batch {batch}. Counties: {count}; resolution of the grid: {resolution}.")
        print(words.format(batch=found.batch, count=len(found.counties), resolution=found.resolution))


def run_show(options: argparse.Namespace) -> None:
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.fieldwork.boundaries import boundaries
    from jiedui.indicators.naming import region_name

    found = boundaries(acting.actor(options))
    if not found:
        print(_("No boundaries are loaded, so there is no grid and no coverage."))
        return
    grid = table(_("boundary set"), _("version"), _("approval number"), _("resolution"), _("counties"), right=[3])
    for one in found:
        number = one.approval_number or (_("schematic") if one.is_schematic else "—")
        names = ", ".join(region_name(code) for code in one.counties)
        grid.add_row(one.name, one.version, number, str(one.resolution), names)
    console().print(grid)


def _print_counties(counties: list[Any]) -> None:
    """The counties with their areas beside the published ones."""
    from django.utils.translation import gettext as _

    from jiedui.commands.printing import console, table
    from jiedui.indicators.naming import region_name
    from jiedui.places.boundary_files import km2, percent_off

    grid = table(
        _("region"), _("area (km²)"), _("published (km²)"), _("difference"), _("cells"), _("their area (km²)"),
        _("villages"), _("townships"), right=range(1, 8),
    )  # fmt: skip
    for one in counties:
        published, off = "—", "—"
        if one.published is not None:
            published, off = km2(one.published), f"{round(percent_off(one.area, one.published), 2) + 0.0:+.2f} %"
        counted = (str(one.cells), km2(one.cell_area), _count(one.villages), _count(one.townships))
        grid.add_row(region_name(one.code), km2(one.area), published, off, *counted)
    console().print(grid)


def _count(number: int | None) -> str:
    return "—" if number is None else str(number)
