"""The address of a list: what it asks for, in words and as a form, and the addresses that lead on from it.

Everything that a list shows stands in its address, so that a link shows a colleague the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from jiedui.indicators.lenses import Asked as LensAsked
from jiedui.indicators.lenses import lens_asked
from jiedui.indicators.naming import problem_words, region_name
from jiedui.kernel.permissions import Actor
from jiedui.registers.attention import RULES
from jiedui.registers.declaration import Register
from jiedui.registers.fields import AnyRecord, Choice, Day, Field, Flag, Quantity, Text
from jiedui.registers.filters import Filter, Unread, parts_of, read_filters, shown_unit
from jiedui.registers.lists import Asked
from jiedui.web.showing import field_name, whole

COLUMNS_SHOWN = 8
SHORT_TEXT = 200
"""A text that may be longer than this stands behind the other columns."""

ATTENTION = ("attention", "region", "as-of", "own")

Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as its address asks for it. `pairs` is the address, in one form, without the place in the list."""

    register: Register
    asked: Asked
    columns: tuple[Field, ...]
    unread: tuple[Unread, ...]
    pairs: tuple[tuple[str, str], ...]
    after: int
    before: int

    def address(self, *, without: Sequence[str] = (), **more: object) -> str:
        """The address with some names left out and others added."""
        kept = [pair for pair in self.pairs if pair[0] not in without and pair[0] not in more]
        return f"?{urlencode([*kept, *((name, str(value)) for name, value in more.items() if value)])}"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but order and columns is asked for."""
        return any(name not in ("sort", "down", "c") for name, _text in self.pairs)


def listing(actor: Actor, register: Register, given: Texts) -> Listing:
    """The list that an address asks for; what no page of ours writes is left out.

    Errors: as a lens, where the list is of what needs attention.
    """

    def one(name: str) -> str:
        return given[name][-1] if given.get(name) else ""

    only = one("only") if one("only") in ("waiting", "returned") else ""
    link, number = one("link"), whole(one("to"))
    filters, unread = read_filters(register, given)
    order, downward = one("sort"), one("down") == "1" or one("order") == "newest"
    attention: dict[str, str] = {}
    rule = RULES.get(one("attention"))
    looked_at = None
    if rule is not None and register.code in rule.registers:
        lens = lens_asked(actor, LensAsked(region=one("region"), as_of=one("as-of"), own=one("own") == "1"))
        looked_at = (rule.code, lens.region, lens.as_of, lens.own)
        attention = {"attention": rule.code, "region": lens.region, "as-of": lens.as_of.isoformat()}
        attention |= {"own": "1"} if lens.own else {}
    asked = Asked(
        search=one("search").replace("\x00", "").strip(), only=only, linked=(link, number) if link else None,
        filters=tuple(filters), attention=looked_at, order=order if register.has(order) else "", downward=downward,
    )  # fmt: skip
    chosen = [name for name in given.get("c", ()) if register.has(name)]
    columns = tuple(field for field in register.fields if field.name in chosen) or default_columns(register)
    is_chosen = columns != default_columns(register)
    if asked.order and register.field(asked.order) not in columns:
        columns = (*columns, register.field(asked.order))
    pairs = [("search", asked.search), ("only", only), ("link", link), ("to", str(number) if link else "")]
    pairs += attention.items()
    pairs += [(filter_name(found), text) for found in filters for text in found.texts]
    pairs += [("sort", asked.order), ("down", "1" if downward else "")]
    if is_chosen:
        pairs += [("c", field.name) for field in columns if field.name in chosen]
    kept = tuple((name, text) for name, text in pairs if text)
    return Listing(register, asked, columns, tuple(unread), kept, whole(one("after")), whole(one("before")))


def default_columns(register: Register) -> tuple[Field, ...]:
    """What tells records apart and what must be given, then the rest as declared, long texts last."""

    def rank(field: Field) -> int:
        if isinstance(field, Text) and field.limit > SHORT_TEXT:
            return 2
        return 0 if field.name in (*register.key, register.weighed) or field.required else 1

    first = sorted(register.fields, key=rank)[:COLUMNS_SHOWN]
    return tuple(sorted(first, key=lambda field: (rank(field) == 2, register.names.index(field.name))))


def filter_name(one: Filter | Unread) -> str:
    return f"{one.field.name}.{one.part}"


def chips(found: Listing) -> list[dict[str, str]]:
    """What narrows the list, in words, each with the address without it."""
    asked, lines = found.asked, list[tuple[str, tuple[str, ...]]]()
    if asked.search:
        lines.append((_("search: {words}").format(words=asked.search), ("search",)))
    if asked.only:
        lines.append((_("returned") if asked.only == "returned" else _("waiting"), ("only",)))
    if asked.linked is not None:
        link, number = asked.linked
        name = field_name(found.register.field(link)) if found.register.has(link) else link
        lines.append((_("{field}: record {number}").format(field=name, number=number), ("link", "to")))
    if asked.attention is not None:
        lines.append((attention_words(*asked.attention), ATTENTION))
    lines += [(filter_words(one), (filter_name(one),)) for one in asked.filters]
    return [{"words": words, "without": found.address(without=names)} for words, names in lines]


def attention_words(rule: str, region: str, as_of: date, own: bool) -> str:
    """What needs attention, where and as of when."""
    return _("Only: {rule} ({region}{own}, as of {as_of})").format(
        rule=RULES[rule].words, region=region_name(region), own=_(", own level only") if own else "", as_of=as_of
    )


def filter_words(one: Filter) -> str:
    """A filter as a reader says it: its field and what it is asked to be."""
    templates = {
        "is": _("{field}: {value}"),
        "below": _("{field}: {value} and below"),
        "from": _("{field}: from {value}"),
        "to": _("{field}: up to {value}"),
        "holds": _("{field} contains {value}"),
        "filled": _("{field}: filled in") if one.values[0] else _("{field}: empty"),
    }
    return templates[one.part].format(field=field_name(one.field), value=", ".join(_words(one)))


def _words(one: Filter) -> list[str]:
    match one.field:
        case _ if one.part == "filled":
            return []
        case Choice():
            return [one.field.options[value][0] for value in one.values]
        case Flag():
            return [_("yes") if value else _("no") for value in one.values]
        case Quantity():
            return [f"{text} {shown_unit(one.field)}" for text in one.texts]
        case Day():
            return [value.isoformat() for value in one.values]
        case _ if one.part == "below":
            return [region_name(value) for value in one.values]
        case _:
            return list(one.texts)


def unread_words(one: Unread) -> str:
    """Why a filter was not applied."""
    field = field_name(one.field)
    if one.problem is None:
        return _("{field}: {text} names nothing or several things; this filter was not applied.").format(
            field=field, text=one.text
        )
    return _("{field}: {problem} This filter was not applied.").format(field=field, problem=problem_words(one.problem))


def controls(found: Listing) -> list[dict[str, Any]]:
    """The fields of the form of filters, with what is filled in."""
    texts = {filter_name(one): one.texts for one in found.asked.filters}
    texts |= {filter_name(one): (one.text,) for one in found.unread}
    return [_control(field, texts) for field in found.register.fields if _is_asked(field)]


def _is_asked(field: Field) -> bool:
    """Whether a form asks for a field: a link that must be given could only be asked to be filled in."""
    return parts_of(field) not in ((), ("filled",)) or (bool(parts_of(field)) and not field.required)


def _control(field: Field, texts: Texts) -> dict[str, Any]:
    def given(part: str) -> str:
        return next(iter(texts.get(f"{field.name}.{part}", ())), "")

    parts = parts_of(field)
    found: dict[str, Any] = {
        "name": field.name, "label": field_name(field), "filled": given("filled"), "kind": parts[0],
        "is_used": any(texts.get(f"{field.name}.{part}") for part in parts), "may_be_empty": not field.required,
    }  # fmt: skip
    chosen = texts.get(f"{field.name}.is", ())
    match field:
        case Choice():
            found["options"] = [
                {"value": code, "label": words[0], "chosen": code in chosen} for code, words in field.options.items()
            ]
        case Flag():
            found["options"] = [
                {"value": code, "label": words, "chosen": code in chosen}
                for code, words in (("yes", _("yes")), ("no", _("no")))
            ]
        case Quantity() if not isinstance(field, AnyRecord):
            found |= {"unit": shown_unit(field), "from": given("from"), "to": given("to"), "mode": "decimal"}
        case _ if "from" in parts:
            found |= {"from": given("from"), "to": given("to"), "is_day": isinstance(field, Day), "mode": "numeric"}
        case _ if parts[0] != "filled":
            found["text"] = given(parts[0])
    return found


def choices(found: Listing) -> list[dict[str, Any]]:
    """All columns of the register, the chosen ones marked."""
    return [
        {"name": field.name, "label": field_name(field), "chosen": field in found.columns}
        for field in found.register.fields
    ]
