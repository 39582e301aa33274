"""The options of the overview's charts. Colours are few and read on a light and on a dark ground; floats begin here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from jiedui.indicators.summary import Summary
from jiedui.places.schematic import layout
from jiedui.web.lens import printed

KINDS: Final = ("#2f6fb5", "#d98032", "#3f9e6e", "#8c66bd", "#c4a12c", "#7d8a99")
SHADES: Final = ("#cfe0f2", "#92bae1", "#4f8dca", "#1f5fa8")
"""From little to much."""
TILES_WIDTH: Final = 320
"""What the labels of a row of tiles may take in all: the map on a telephone."""
DARK_TEXT, LIGHT_TEXT, FAINT_TEXT = "#15304f", "#ffffff", "#7f8a96"
MISSING, OUTSIDE = "rgba(127, 138, 150, .32)", "rgba(127, 138, 150, .13)"


def shades(values: Sequence[Decimal | None]) -> tuple[list[int | None], list[str]]:
    """The shade of each value, and what each shade stands for: equal steps from the least to the most.

    What is missing has no shade: it is not zero.
    """
    known = sorted({value for value in values if value is not None})
    if not known:
        return [None for _ in values], []
    steps = min(len(SHADES), len(known))
    low, width = known[0], (known[-1] - known[0]) / steps
    found = [None if value is None else _step(value, low, width, steps) for value in values]
    of_step: list[list[Decimal]] = [[] for _ in range(steps)]
    for value, step in zip(values, found, strict=True):
        if value is not None and step is not None:
            of_step[step].append(value)
    return found, [_range(inside) for inside in of_step]


def _step(value: Decimal, low: Decimal, width: Decimal, steps: int) -> int:
    return min(steps - 1, int((value - low) / width)) if width else 0


def _range(inside: list[Decimal]) -> str:
    if not inside:
        return ""
    least, most = min(inside), max(inside)
    return printed(least) if least == most else f"{printed(least)} – {printed(most)}"


def _shown(found: Summary) -> list[Decimal | None]:
    """The values of the tiles, place by place; outside the programme there are none."""
    figures = [found.by_place.get(place.code) if place.in_programme else None for place in found.places]
    return [None if figure is None else figure.value for figure in figures]


def _palette(steps: int) -> tuple[str, ...]:
    """So many shades, the darkest last."""
    return SHADES[len(SHADES) - steps :]


def tile_legend(found: Summary, no_record: str, outside: str) -> list[dict[str, str]]:
    """What each colour of the map stands for, those that are there."""
    steps, ranges = shades(_shown(found))
    legend = [{"color": _palette(len(ranges))[step], "label": text} for step, text in enumerate(ranges) if text]
    if any(step is None and place.in_programme for step, place in zip(steps, found.places, strict=True)):
        legend.append({"color": MISSING, "label": no_record})
    if not all(place.in_programme for place in found.places):
        legend.append({"color": OUTSIDE, "label": outside})
    return legend


def tile_map(found: Summary, links: Mapping[str, str]) -> dict[str, Any]:
    """A tile for each place, shaded by the figure of the map; a tile leads where `links` says."""
    places, values = found.places, _shown(found)
    tiles = layout(found.region, [place.code for place in places])
    steps, ranges = shades(values)
    palette = _palette(len(ranges))
    data = []
    for place, value, step in zip(places, values, steps, strict=True):
        row, column = tiles[place.code]
        kind = step if step is not None else -1 if place.in_programme else -2
        text = FAINT_TEXT if step is None else DARK_TEXT if palette[step] in SHADES[:2] else LIGHT_TEXT
        amount = f"\n{printed(value)}" if value is not None else "\n—" if place.in_programme else ""
        data.append({"value": [column, row, kind], "name": f"{place.name}{amount}", "link": links[place.code],
                     "label": {"color": text}, "cursor": "pointer" if links[place.code] else "default"})  # fmt: skip
    colors = {-2: OUTSIDE, -1: MISSING, **dict(enumerate(palette))}
    columns = 1 + max(column for _, column in tiles.values())
    rows = 1 + max(row for row, _ in tiles.values())
    label = {"show": True, "formatter": "{b}", "lineHeight": 16, "width": TILES_WIDTH // columns, "overflow": "break"}
    return {
        "grid": {"left": 1, "right": 1, "top": 1, "bottom": 1},
        "xAxis": {"type": "category", "show": False, "data": list(range(columns))},
        "yAxis": {"type": "category", "show": False, "inverse": True, "data": list(range(rows))},
        "visualMap": {
            "type": "piecewise", "dimension": 2, "show": False,
            "pieces": [{"value": kind, "color": color} for kind, color in colors.items()],
        },
        "series": [{
            "type": "heatmap", "data": data, "label": label,
            "itemStyle": {"borderColor": "rgba(127, 138, 150, .35)", "borderWidth": 1, "borderRadius": 4},
        }],
    }  # fmt: skip


def funds_chart(names: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Bars of places, stacked by kind; a kind without a record is left out, not drawn as zero."""
    series = [
        {
            "type": "bar", "stack": "funds", "name": kind, "barMaxWidth": 28, "color": KINDS[place],
            "data": [None if row[place].value is None else float(row[place].value) for row in rows],
        }
        for place, kind in enumerate(kinds)
        if any(row[place].value is not None for row in rows)
    ]  # fmt: skip
    return {
        "grid": {"left": 4, "right": 28, "top": 8, "bottom": 60, "containLabel": True},
        "legend": {"bottom": 0, "itemWidth": 12, "itemHeight": 12, "itemGap": 10, "icon": "roundRect"},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "splitNumber": 3},
        "yAxis": {"type": "category", "inverse": True, "data": list(names), "axisTick": {"show": False}},
        "series": series,
    }
