"""The page of a supply chain: the partners around an enterprise as a graph, and the same links as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiedui.indicators.lenses import Asked, lens_asked
from jiedui.indicators.naming import lens_in_words, region_name
from jiedui.kernel.errors import Refused
from jiedui.kernel.identity import hide_numbers
from jiedui.kernel.lens import Lens
from jiedui.kernel.permissions import Actor
from jiedui.registers.chains import Chain, chain
from jiedui.registers.declaration import Record
from jiedui.registers.ledgers.industry import ROLES
from jiedui.web.downloads import table_answer
from jiedui.web.industry import download, industry_views, name_of, word
from jiedui.web.lens import asked_in, lens_bar
from jiedui.web.overview_charts import KINDS
from jiedui.web.refusing import refused_page
from jiedui.web.showing import record_address, whole
from jiedui.web.signing import for_members

CHOSEN, OTHERS = "#1f5fa8", "#7d8a99"
COLOURS = dict(zip(ROLES, (*KINDS[1:5], "#b5567f", "#4f9aa8"), strict=True))


@require_GET
@for_members
def industry_chain(request: Any) -> HttpResponse:
    """The chain of the enterprise that was asked for, or of the one with the most links."""
    actor, asked, number = request.actor, asked_in(request), request.GET.get("enterprise", "")
    try:
        lens, found = _read(actor, asked, number)
    except Refused as refusal:
        return refused_page(request, refusal)
    chosen = found.chosen
    listed = {one.id for one in found.choices}
    choices = [*found.choices, *([chosen] if chosen is not None and chosen.id not in listed else [])]
    context = {
        "choices": [
            {"number": one.id, "name": name_of(one), "is_chosen": chosen is not None and one.id == chosen.id}
            for one in choices
        ],
        "chosen": {"name": name_of(chosen), "address": record_address("enterprises", chosen.id)} if chosen else None,
        "links": [_row(link, found) for link in found.links], "chart": chain_chart(found) if found.links else None,
        "has_all": found.has_all, "lens_texts": asked.texts,
        "download": download("industry_chain_file", asked, **({"enterprise": str(chosen.id)} if chosen else {})),
        **industry_views(asked, "industry_chain"), **lens_bar(actor, lens, asked),
    }  # fmt: skip
    return render(request, "web/industry_chain.html", context)


def _read(actor: Actor, asked: Asked, number: str) -> tuple[Lens, Chain]:
    lens = lens_asked(actor, asked)
    return lens, chain(actor, lens.region, lens.as_of, whole(number) if number else None, own=lens.own)


def _partner(link: Record) -> str:
    return hide_numbers(link["partner"], may_be_code=True)


def _row(link: Record, found: Chain) -> dict[str, Any]:
    """A link as a row: whose, which role, with whom, where, of what, since when."""
    whose, partner = found.by_number.get(link["enterprise"]), found.known.get(link["partner"])
    return {
        "number": link.id, "enterprise": name_of(whose) if whose else str(link["enterprise"]),
        "enterprise_address": record_address("enterprises", whose.id) if whose else "",
        "is_own": found.chosen is not None and link["enterprise"] == found.chosen.id,
        "role": word("chain_links", "role", link["role"]), "partner": _partner(link),
        "partner_address": record_address("enterprises", partner.id) if partner else "",
        "region": region_name(link["partner_region"]) if link["partner_region"] else "",
        "product": hide_numbers(link["product"] or ""), "since": link["since"].isoformat() if link["since"] else "",
    }  # fmt: skip


def chain_chart(found: Chain) -> dict[str, Any]:
    """The option of a graph: the enterprise in the middle, partners coloured by role, further enterprises grey."""
    nodes: dict[str, dict[str, Any]] = {}
    edges = []
    if found.chosen is not None:
        nodes[found.chosen["name"]] = _node(
            name_of(found.chosen), 0, 44, record_address("enterprises", found.chosen.id)
        )
    for link in found.links:
        partner, whose = found.known.get(link["partner"]), found.by_number.get(link["enterprise"])
        source = whose["name"] if whose is not None else f"#{link['enterprise']}"
        if source not in nodes:
            address = record_address("enterprises", whose.id) if whose is not None else ""
            nodes[source] = _node(name_of(whose) if whose else source, len(ROLES) + 1, 24, address)
        place = 1 + list(ROLES).index(link["role"]) if link["role"] in ROLES else len(ROLES)
        address = record_address("enterprises", partner.id) if partner else record_address("chain_links", link.id)
        nodes.setdefault(link["partner"], _node(_partner(link), place, 28, address))
        ends = [link["partner"], source] if link["role"] == "supplier" else [source, link["partner"]]
        if link["product"] and (product := hide_numbers(link["product"])) not in nodes[link["partner"]]["products"]:
            nodes[link["partner"]]["products"].append(product)
        edges.append({"source": nodes[ends[0]]["id"], "target": nodes[ends[1]]["id"]})
    categories = [
        {"name": _("enterprise"), "itemStyle": {"color": CHOSEN}},
        *({"name": word("chain_links", "role", role), "itemStyle": {"color": COLOURS[role]}} for role in ROLES),
        {"name": _("other enterprises"), "itemStyle": {"color": OTHERS}},
    ]  # fmt: skip
    used = {node["category"] for node in nodes.values()}
    return {
        "grid": {"left": 64, "right": 64, "top": 0, "bottom": 88},
        "xAxis": {"type": "value", "show": False, "min": "dataMin", "max": "dataMax"},
        "yAxis": {"type": "value", "show": False, "inverse": True, "min": 0, "max": _lay(list(nodes.values()))},
        "legend": {"bottom": 0, "data": [one["name"] for place, one in enumerate(categories) if place in used]},
        "series": [{
            "type": "graph", "coordinateSystem": "cartesian2d", "layout": "none", "categories": categories,
            "data": list(nodes.values()), "links": edges, "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 9,
            "label": {"show": True, "position": "bottom", "width": 116, "overflow": "break", "lineHeight": 15},
            "lineStyle": {"color": "#7f8a96", "width": 1.5, "curveness": 0.06},
        }],
    }  # fmt: skip


def _lay(nodes: list[dict[str, Any]]) -> int:
    """Lay the nodes in columns: suppliers, the enterprise, other partners, further enterprises; so that what comes in
    stands before what goes out. Each is called by its name and, below it, the products. Returns the rows."""
    columns: dict[int, list[dict[str, Any]]] = {}
    for node in nodes:
        columns.setdefault(_column(node["category"]), []).append(node)
    tallest = max(len(column) for column in columns.values())
    for place, column in columns.items():
        for row, node in enumerate(column):
            node["value"] = [place, (row + 0.5) * tallest / len(column)]
            node["label"] = {"formatter": "\n".join((node["name"], "、".join(node.pop("products")))).strip()}
    return tallest


def _column(category: int) -> int:
    return {0: 1, 1 + list(ROLES).index("supplier"): 0, len(ROLES) + 1: 3}.get(category, 2)


def _node(name: str, category: int, size: int, address: str) -> dict[str, Any]:
    # A name may stand twice behind a mask, so the graph goes by ids.
    return {
        "id": f"{category}:{name}:{address}", "name": name, "products": [], "category": category, "symbolSize": size,
        "link": address, "cursor": "pointer" if address else "default",
    }  # fmt: skip


@require_GET
@for_members
def industry_chain_file(request: Any) -> HttpResponse:
    """The links around an enterprise as a table of text."""
    actor, asked, number = request.actor, asked_in(request), request.GET.get("enterprise", "")
    try:
        lens, found = _read(actor, asked, number)
    except Refused as refusal:
        return refused_page(request, refusal)
    heading = (_("enterprise"), _("role"), _("partner"), _("region"), _("product"), _("since"), _("record"))
    names = ("enterprise", "role", "partner", "region", "product", "since", "number")
    rows = [tuple(row[name] for name in names) for row in (_row(link, found) for link in found.links)]
    return table_answer([(lens_in_words(lens),), heading, *rows], "chain.csv")
