"""The catalogue: definitions of indicators, read from TOML, checked, dated, with an office's own file laid over.

A definition says what the figure is (kind, formula over accounts, unit) and in words what it means, where that is
written, what the reports call it and which evidence it asks for. Several versions of one code follow each other by
`valid_from`; a lens uses the version in force on its last day.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import refused
from jiedui.kernel.units import UNITS, fits

Kind = Literal["flow", "stock", "cumulative", "ratio", "coverage"]
READINGS: Final = ("flow", "stock", "cumulative")
TERM: Final = re.compile(r"\s*([+-]?)\s*([a-z0-9_*]+(?:\.[a-z0-9_*]+)*)\s*")
HEADING: Final = re.compile(r"\s*\[\[\s*\"?indicator\"?\s*\]\]\s*(#.*)?\Z")
REQUIRED: Final = ("code", "version", "valid_from", "zh", "en", "unit", "kind", "area", "rule")
ALLOWED: Final = frozenset(
    (*REQUIRED, "base", "formula", "numerator", "denominator", "reading", "part_of", "aliases", "source", "evidence",
     "headline")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One account pattern in a formula and its sign."""

    sign: int
    pattern: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of an indicator.

    `reading` is how the accounts are read: flow in the interval (the calendar year where the lens has no beginning),
    stock up to the day, cumulative since `base`. A ratio reads numerator and denominator the same way; it is a mean
    where its unit can print the numerator (万元 a county, % a project), else a percentage.
    """

    code: str
    version: int
    valid_from: date
    zh: str
    en: str
    unit: str
    kind: Kind
    area: str
    rule: str
    reading: str
    formula: tuple[Term, ...]
    is_mean: bool = False
    denominator: tuple[Term, ...] = ()
    base: date | None = None
    part_of: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    evidence: tuple[str, ...] = ()
    is_headline: bool = False
    """Whether the overview shows it first."""
    where: str = field(default="", compare=False)
    """File and line, for refusals."""

    @property
    def patterns(self) -> tuple[str, ...]:
        return tuple(term.pattern for term in (*self.formula, *self.denominator))


class Catalogue:
    """All definitions, by code; versions in the order of the days from which they hold."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self.versions: dict[str, list[Definition]] = {}
        for definition in definitions:
            self.versions.setdefault(definition.code, []).append(definition)
        for versions in self.versions.values():
            versions.sort(key=lambda definition: (definition.valid_from, definition.version))

    def on(self, code: str, day: date) -> Definition:
        """The version of an indicator in force on a day; before the first of them, the first.

        Errors: CATALOGUE-003 no such indicator.
        """
        versions = self.versions.get(code)
        if versions is None:
            raise refused("CATALOGUE-003", indicator=code)
        return next((one for one in reversed(versions) if one.valid_from <= day), versions[0])

    def all_on(self, day: date) -> list[Definition]:
        """Every indicator's version on a day, in the order of the file."""
        return [self.on(code, day) for code in self.versions]

    def headlines(self, day: date) -> list[str]:
        """The codes that the overview shows first on a day, in the order of the file."""
        return [one.code for one in self.all_on(day) if one.is_headline]


def load(chart: Chart, overlay: Path | None = None) -> Catalogue:
    """The shipped catalogue with the office's own file, where there is one, laid over it.

    A definition of the overlay with a known code and version replaces that version; others are added.
    Errors: CATALOGUE-001 not TOML (with the line), CATALOGUE-002 a wrong definition (with the line and the reason).
    """
    text = (resources.files("jiedui.indicators") / "catalogue.toml").read_text("utf-8")
    found = {(one.code, one.version): one for one in parse(text, chart, "catalogue.toml")}
    if overlay is not None and overlay.is_file():
        try:
            own = overlay.read_text("utf-8")
        except UnicodeDecodeError as fault:
            raise refused("FILE-009", offset=fault.start) from fault
        for one in parse(own, chart, overlay.name):
            found[(one.code, one.version)] = one
    catalogue = Catalogue(found.values())
    for versions in catalogue.versions.values():
        for one in versions:
            if one.part_of and one.part_of not in catalogue.versions:
                raise _wrong(one.code, f"{one.where}: part_of names {one.part_of}, which is no indicator")
    return catalogue


def parse(text: str, chart: Chart, name: str) -> list[Definition]:
    """The definitions in a catalogue file. Errors: CATALOGUE-001, CATALOGUE-002."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise refused("CATALOGUE-001", detail=f"{name}: {fault}") from fault
    tables = data.get("indicator", [])
    lines = [number for number, line in enumerate(text.splitlines(), 1) if HEADING.match(line)]
    if not isinstance(tables, list) or len(lines) != len(tables):
        raise refused("CATALOGUE-001", detail=f"{name}: expected [[indicator]] tables")
    if other := next((key for key in data if key != "indicator"), None):
        raise refused("CATALOGUE-001", detail=f"{name}: expected [[indicator]] tables, found {other}")
    definitions: list[Definition] = []
    seen: set[tuple[str, int]] = set()
    for table, line in zip(tables, lines, strict=True):
        definition = _definition(table, chart, f"{name}:{line}")
        if (definition.code, definition.version) in seen:
            raise _wrong(definition.code, f"{name}:{line}: version {definition.version} is defined twice")
        seen.add((definition.code, definition.version))
        definitions.append(definition)
    return definitions


def _wrong(code: object, detail: str) -> Exception:
    return refused("CATALOGUE-002", indicator=code, detail=detail)


def _definition(table: Mapping[str, Any], chart: Chart, where: str) -> Definition:
    code = table.get("code", "?")
    for name in REQUIRED:
        if name not in table:
            raise _wrong(code, f"{where}: {name} is missing")
    if unknown := sorted(table.keys() - ALLOWED):
        raise _wrong(code, f"{where}: {unknown[0]} is not a known key")
    _check_types(table, code, where)
    kind = table["kind"]
    if kind not in ("flow", "stock", "cumulative", "ratio", "coverage"):
        raise _wrong(code, f"{where}: kind {kind} is not flow, stock, cumulative, ratio or coverage")
    is_share = kind in ("ratio", "coverage")
    reading = table.get("reading", "" if is_share else kind)
    if reading not in READINGS:
        raise _wrong(code, f"{where}: reading {reading or '(none)'} is not flow, stock or cumulative")
    if reading == "cumulative" and "base" not in table:
        raise _wrong(code, f"{where}: a cumulative figure needs its base date")
    formula = _terms(table, "numerator" if is_share else "formula", chart, where)
    denominator = _terms(table, "denominator", chart, where) if is_share else ()
    definition = Definition(
        code=code,
        version=table["version"],
        valid_from=table["valid_from"],
        zh=table["zh"],
        en=table["en"],
        unit=table["unit"],
        kind=kind,
        area=table["area"],
        rule=table["rule"],
        reading=reading,
        formula=formula,
        denominator=denominator,
        base=table.get("base"),
        part_of=table.get("part_of", ""),
        aliases=tuple(table.get("aliases", ())),
        source=table.get("source", ""),
        evidence=tuple(table.get("evidence", ())),
        is_headline=table.get("headline", False),
        where=where,
    )
    base = _checked_base(definition, chart, where)
    return replace(definition, is_mean=bool(denominator) and fits(definition.unit, base))


def _check_types(table: Mapping[str, Any], code: object, where: str) -> None:
    kinds: dict[str, type | tuple[type, ...]] = {"version": int, "valid_from": date, "base": date}
    kinds |= {"aliases": list, "evidence": list, "headline": bool}
    for name, value in table.items():
        kind = kinds.get(name, str)
        is_list_of_texts = kind is not list or (isinstance(value, list) and all(isinstance(one, str) for one in value))
        is_other = isinstance(value, datetime) or (isinstance(value, bool) and kind is not bool)
        if not isinstance(value, kind) or is_other or not is_list_of_texts:
            raise _wrong(code, f"{where}: {name} = {value!r} has the wrong type")


def _terms(table: Mapping[str, Any], name: str, chart: Chart, where: str) -> tuple[Term, ...]:
    code, text = table["code"], table.get(name, "")
    terms: list[Term] = []
    position = 0
    while position < len(text):
        match = TERM.match(text, position)
        if match is None or (position and not match[1]):
            raise _wrong(code, f"{where}: {name} cannot be read from '{text[position:]}'")
        if chart.declares(match[2]) is None:
            raise _wrong(code, f"{where}: {name} names {match[2]}, which no declared account answers to")
        terms.append(Term(-1 if match[1] == "-" else 1, match[2]))
        position = match.end()
    if not terms:
        raise _wrong(code, f"{where}: {name} is missing")
    return tuple(terms)


def _checked_base(definition: Definition, chart: Chart, where: str) -> str:
    """The base unit that the formula adds up. Errors: CATALOGUE-002 where units do not fit."""

    def base_of(terms: tuple[Term, ...], what: str) -> str:
        bases = {account.unit for term in terms for account in chart.answering(term.pattern)}
        if len(bases) != 1:
            raise _wrong(definition.code, f"{where}: {what} adds up different units ({', '.join(sorted(bases))})")
        return bases.pop()

    if definition.unit not in UNITS:
        raise _wrong(definition.code, f"{where}: unit {definition.unit} is not known")
    base = base_of(definition.formula, "the formula")
    if definition.denominator:
        base_of(definition.denominator, "the denominator")
    if not fits(definition.unit, base) and not (definition.denominator and definition.unit == "%"):
        raise _wrong(definition.code, f"{where}: unit {definition.unit} cannot print {base}")
    return base
