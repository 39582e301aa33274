"""The reference pages of the registers, written from their declarations: `docs/registers/<code>.md` and an index.

Pure: declarations in, Markdown out. The text is English, with the headings as offices write them beside it.
`tools/register_pages.py` writes the files; a test says whether those on disk are current.
"""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import singledispatch
from typing import Any

from jiedui.kernel.accounts import Account, Dimension
from jiedui.kernel.units import BASE_UNITS
from jiedui.registers.catalogue import followers_of, members_of, registers
from jiedui.registers.declaration import Register
from jiedui.registers.fields import (
    BankNumber,
    Choice,
    CreditCode,
    Day,
    Degrees,
    Field,
    Flag,
    IdentityNumber,
    Link,
    Percent,
    PersonName,
    PhoneNumber,
    Quantity,
    RegionField,
    Text,
    Year,
)

WIDTH = 116
PARTS = {
    "plan": "Plan and mechanism 规划与机制",
    "offices": "Offices 协作机构",
    "funds": "Funds 协作资金",
    "projects": "Projects 项目",
    "industry": "Industry 产业",
    "workshops": "Workshops and bases 帮扶车间与基地",
    "promotion": "Promotion 招商推介",
    "labour": "Labour 劳务",
    "talent": "Talent 人才",
    "pairs": "Pairs 结对",
    "consumption": "Consumption 消费协作",
    "revitalisation": "Revitalisation 乡村振兴",
    "fieldwork": "Fieldwork 走访调研",
    "evidence": "Evidence 佐证材料",
    "reports": "Reports 报告",
}
"""Titles of the parts in the index's order; a part that is not here stands behind them under its code."""
LEVELS = ("country", "province", "prefecture", "county", "township", "village")
_WORD = re.compile(r"(?:\[[^\]]*\]|\S)+")  # the text of a link stays in one line
WRITTEN = "<!-- Written from the declarations of the registers. Do not edit: make docs -->"


def pages() -> dict[str, str]:
    """Every file of the reference: name → text."""
    return {"README.md": index(registers().values()), **{f"{one.code}.md": page(one) for one in registers().values()}}


def index(declared: Iterable[Register]) -> str:
    """The index, by part."""
    by_part: dict[str, list[Register]] = {part: [] for part in PARTS}
    for one in declared:
        by_part.setdefault(one.part, []).append(one)
    lines = ["# Registers 台账", "", WRITTEN, ""]
    lines += _wrapped(
        "What each register holds, which columns its sheets may have, what it posts to the journal and what is "
        "objected to. Of all of them holds: a row whose key the ledger has already changes that record; columns may "
        "stand in any order, under the heading or any of its other spellings, with the unit in brackets or above the "
        "table."
    )
    for part, ones in by_part.items():
        if ones:
            rows = [(_link(one), one.chinese, one.one_record) for one in ones]
            lines += ["", f"## {PARTS.get(part, part)}", "", *_table(("Register", "台账", "One record"), rows)]
    return _text(lines)


def page(register: Register) -> str:
    """The reference page of one register."""
    lines = [f"# {_capital(register.english)} {register.chinese}", "", WRITTEN, "", *_wrapped(register.one_record), ""]
    for name, words in _facts(register):
        lines += _wrapped(f"- **{name}**: {words}", "  ")
    lines += ["", "## Columns", "", *_columns(register)]
    lines += ["", "## Postings", "", *_postings(register)]
    lines += ["", "## Checks", "", *_checks(register)]
    return _text(lines)


def _facts(register: Register) -> Iterator[tuple[str, str]]:
    """What is said of a register as a whole: heading, words."""
    yield "Register", f"`{register.code}`, of the part {PARTS.get(register.part, register.part)}"
    yield "Sheets called", ", ".join(register.words)
    yield "Key", f"{_tuple(register, register.key)}; rows that agree in it are one record"
    yield "Named in other sheets", _named_by(register)
    yield "Repeated rows", _repeats(register)
    yield "Evidence", ", ".join(_evidence(kind) for kind in register.evidence) or "none asked for"


def _named_by(register: Register) -> str:
    users = [one for one in registers().values() if any(link.to == register.code for link in one.links)]
    if not users:
        return "by no other register"
    ways = "; or ".join(_tuple(register, handle) for handle in register.handles or (register.key,))
    return f"by {ways}. Linked from {_list([_link(one) for one in users])}"


def _tuple(register: Register, names: Sequence[str]) -> str:
    return " + ".join(_both(register.field(name)) for name in names)


def _both(field: Field) -> str:
    return f"{field.chinese} ({field.english})"


def _repeats(register: Register) -> str:
    repeated = {"drop": "left out with a warning", "refuse": "refused"}[register.repeats]
    return f"one that repeats an earlier row is {repeated} (ROW-002), one that contradicts it is refused (ROW-001)"


def _evidence(kind: str) -> str:
    kinds: Any = registers()["evidence"].field("kind")
    return f"{kinds.options[kind][0]} (`{kind}`)"


def _columns(register: Register) -> list[str]:
    """The table of a sheet's columns, and below it what does not fit into a cell."""
    columns = list(_sheet(register))
    rows = [
        (
            field.chinese,
            f"`{link.name}.{field.name}`" if link else f"`{field.name}`",
            field.english,
            "yes" if field.required and (link is None or link.required) else "",
            "; ".join(words for words in (holds(field), field.note) if words),
            ", ".join(field.headings[1:]),
        )
        for field, link in columns
    ]
    lines = _table(("Heading", "Field", "Meaning", "Required", "Holds", "Also read as"), rows)
    notes = [_choice(field) for field, _ in columns if isinstance(field, Choice)]
    notes += [_embedded(register, link) for link in register.links if link.embeds]
    if notes:
        lines.append("")
    for note in notes:
        lines += _wrapped(f"- {note}", "  ")
    return lines


def _sheet(register: Register) -> Iterator[tuple[Field, Link | None]]:
    """The columns of a register's sheet; where a linked record comes with the row, its columns replace the link."""
    for field in register.given:
        if isinstance(field, Link) and field.embeds:
            target = registers()[field.to]
            yield from ((target.field(name), field) for name, source in field.embeds.items() if source == "")
        else:
            yield field, None


def _choice(field: Choice) -> str:
    words = [f"`{code}` {' / '.join(spellings)}" for code, spellings in field.options.items()]
    return f"**{field.chinese}** is one of {'; '.join(words)}."


def _embedded(register: Register, link: Link) -> str:
    """How the record of an embedding link is made from a row."""
    target = registers()[link.to]
    columns = [name for name, source in link.embeds.items() if source == ""]
    taken = {name: source for name, source in link.embeds.items() if source}
    parts = [f"its own columns {_list([target.field(name).chinese for name in columns])}"] if columns else []
    for name, source in taken.items():
        fixed = source.removeprefix("=")
        parts.append(f"`{name}` {'always' if source != fixed else 'from'} `{fixed}`")
    return (
        f"Each row brings its {link.english} (`{link.name}`) with it: the record of {_link(target)} is made or brought "
        f"up to date with {'; '.join(parts)}."
    )


@singledispatch
def holds(field: Field) -> str:
    """What a column holds, in words."""
    raise NotImplementedError(type(field).__name__)


@holds.register
def _(field: Text) -> str:
    return f"text, up to {field.limit} characters"


@holds.register
def _(field: Quantity) -> str:
    what, units = BASE_UNITS[field.base], " / ".join(field.units)
    if field.unit is None:
        words = f"{what} in {units}; the sheet must state the unit"
    elif len(field.units) > 1:
        words = f"{what} in {units}; {field.unit} where none is stated"
    else:
        words = f"{what} in {units}"
    return words


@holds.register
def _(field: Percent) -> str:
    return "percentage, 0 to 100"


@holds.register
def _(field: Degrees) -> str:
    return f"decimal degrees in WGS-84, -{field.bound} to {field.bound}"


@holds.register
def _(field: Day) -> str:
    return "day; a month alone is its first day"


@holds.register
def _(field: Year) -> str:
    return "calendar year"


@holds.register
def _(field: Flag) -> str:
    return "是 or 否"


@holds.register
def _(field: Choice) -> str:
    return f"one of {len(field.options)}, see below"


@holds.register
def _(field: RegionField) -> str:
    if (field.highest, field.deepest) == (1, 5):
        return "region, by name or code"
    return f"region, by name or code, from {LEVELS[field.highest]} to {LEVELS[field.deepest]}"


@holds.register
def _(field: Link) -> str:
    return f"a record of {_link(registers()[field.to])}"


@holds.register
def _(field: CreditCode) -> str:
    return "unified social credit code, 18 characters"


@holds.register
def _(field: IdentityNumber) -> str:
    return "identity number, 18 characters; kept sealed, shown masked"


@holds.register
def _(field: PhoneNumber) -> str:
    return "telephone number; kept sealed, shown masked"


@holds.register
def _(field: BankNumber) -> str:
    return "bank card or account number, 12 to 19 digits; kept sealed, shown masked"


@holds.register
def _(field: PersonName) -> str:
    return (
        f"name of a person, at most {field.limit} characters; kept sealed, shown masked or to those who may see names"
    )


def _postings(register: Register) -> list[str]:
    """The accounts, their dimensions, and on whose records the postings depend."""
    lines = []
    if register.accounts:
        rows = [(f"`{_pattern(account)}`", account.unit, account.counts) for account in register.accounts]
        lines += [*_table(("Account", "Unit", "Counts"), rows), ""]
    for dimension in dict.fromkeys(d for account in register.accounts for d in account.dimensions):
        lines += _wrapped(f"- {_dimension(dimension)}", "  ")
    if lines and lines[-1]:
        lines.append("")
    return lines + _wrapped(" ".join(_dependence(register)))


def _pattern(account: Account) -> str:
    return ".".join((account.code, *(f"<{dimension.name}>" for dimension in account.dimensions)))


def _dimension(dimension: Dimension) -> str:
    values = _list([f"`{value}`" for value in dimension.values], "or") if dimension.values else "any word"
    return f"`<{dimension.name}>` is {values}."


def _dependence(register: Register) -> Iterator[str]:
    """On which records the postings depend, and whose postings depend on this register's records: sentences."""
    if register.postings is None:
        yield "Its records post nothing themselves."
    elif register.subject:
        targets = [_link(registers()[register.field(name).to]) for name in register.subject]  # type: ignore[attr-defined]  # subjects are links
        yield (
            f"What a record posts depends on the record of {_list(list(dict.fromkeys(targets)), 'or')} that it names: "
            f"all {register.english} of the same one are worked out together, and again when it changes."
        )
    else:
        yield "What a record posts depends on itself alone."
    for link in register.links:
        if link.follow:
            yield f"It also reads the record of {_link(registers()[link.to])} and follows its changes."
    users = [one for one, _ in [*members_of(register.code), *followers_of(register.code)] if one.postings]
    if users:
        yield f"Postings of {_list(list(dict.fromkeys(_link(one) for one in users)))} depend on its records."


def _checks(register: Register) -> list[str]:
    if not register.checks and not register.group_checks:
        return ["Nothing is objected to beyond single cells."]
    lines = ["What is objected to, beyond single cells:", ""]
    for check in (*register.checks, *register.group_checks):
        lines += _wrapped(f"- {objection(register, check)}", "  ")
    return lines


def objection(register: Register, check: Callable[..., Any]) -> str:
    """What a check objects to: its own sentence, else the first line of its docstring, else its name in words."""
    sentence = getattr(check, "describes", None)
    if sentence is not None:
        return _capital(sentence.format_map({field.name: _both(field) for field in register.fields})) + "."
    documented = inspect.getdoc(check)
    return documented.splitlines()[0] if documented else _capital(check.__name__.strip("_").replace("_", " ")) + "."


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _link(register: Register) -> str:
    return f"[{register.english}]({register.code}.md)"


def _list(words: Sequence[str], joint: str = "and") -> str:
    """`a, b and c`."""
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else "".join(words)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; a column that is empty in every row is left out."""
    cells = [tuple(row) for row in rows]
    kept = [n for n in range(len(heads)) if any(row[n] for row in cells)]
    return [
        f"| {' | '.join(row[n] for n in kept)} |".replace("  ", " ") for row in (heads, ["---"] * len(heads), *cells)
    ]


def _wrapped(text: str, indent: str = "") -> list[str]:
    """The text in lines of at most WIDTH columns, broken between words; a Chinese character takes two columns."""
    lines = [""]
    for word in _WORD.findall(text):
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else lines[-1] + word
        if _width(longer) > WIDTH and lines[-1].strip():
            lines.append(indent + word)
        else:
            lines[-1] = longer
    return lines


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
