"""Verdicts and relations in words, in the language of the output."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiedui.indicators.figures import catalogue
from jiedui.indicators.naming import indicator_name, region_name
from jiedui.reports.prose.claims import Relation
from jiedui.reports.prose.comparison import Verdict
from jiedui.reports.prose.contexts import Context
from jiedui.reports.prose.precision import printed


def status_name(status: str) -> str:
    names = {
        "agrees": _("agrees"), "differs": _("differs"), "not_in_ledger": _("not in the ledger"),
        "cannot_tell": _("cannot tell"),
    }  # fmt: skip
    return names[status]


def relation_name(kind: str) -> str:
    names = {
        "sum": _("sum"), "subset": _("part and whole"), "share": _("share"), "average": _("average"),
        "change": _("change"), "repeat": _("said twice"),
    }  # fmt: skip
    return names[kind]


def kind_name(kind: str) -> str:
    return {"result": _("result"), "plan": _("planned"), "change": _("change")}[kind]


def indicator_words(context: Context, verdict: Verdict) -> str:
    """The indicator that was compared, by name; empty where none was recognised."""
    code = verdict.reading.code if verdict.reading else next(iter(context.codes), "")
    return indicator_name(catalogue().versions[code][-1]) if code else ""


def reason_in_words(context: Context, verdict: Verdict) -> str:
    """Why a figure has its status; empty where it agrees."""
    fields = verdict.fields
    if verdict.reason == "region":
        return _("The ledger does not keep {region} in full.").format(region=region_name(context.region))
    if verdict.reason == "too early":
        return _("The text goes back to before the ledger's first record ({day}).").format(day=fields.get("first"))
    if verdict.reason == "too late":
        return _("The text goes on after the ledger's last record ({day}).").format(day=fields.get("last"))
    if verdict.reason == "no such unit":
        return _("The ledger counts nothing in {unit}.").format(unit=fields.get("unit"))
    if verdict.reason == "differs":
        return _("The ledger says {value} {unit}.").format(value=_value(verdict.value), unit=context.mention.unit)
    if verdict.reason == "several readings":
        names = "; ".join(
            f"{indicator_name(catalogue().versions[code][-1])} {_value(value)}" for code, value in verdict.candidates
        )
        return _("Several readings are possible and they disagree: {candidates}.").format(candidates=names)
    texts = {
        "": "", "plan": _("A plan, not a result."), "change": _("A change, not a sum of the ledger."),
        "no indicator": _("It is not clear which indicator is meant."),
        "no record": _("The ledger has no record of it here."),
        "earlier value": _("A value at an earlier time that the text does not name."),
        "scope": _("The text does not say that it speaks of the whole region; the ledger says {value}.").format(value=_value(verdict.value)),
        "no region": _("It is not clear which region is meant."),
        "donors": _("What the donor side gives in all may be meant; the ledger keeps what came here."),
        "open": _("The words leave open how much more it may be; the ledger says {value}.").format(value=_value(verdict.value)),
    }  # fmt: skip
    return texts[verdict.reason]


def relation_in_words(relation: Relation) -> str:
    """What does not fit; empty where it holds."""
    texts = {
        "": "", "sum": _("The parts add up to {expected}."), "subset": _("The part is larger than its whole ({expected})."),
        "share": _("The two figures make {expected} %."), "over all": _("No share is larger than {expected} %."),
        "average": _("The total divided by the count is {expected}."),
        "change": _("The two figures make {expected}."), "direction": _("The figure grew; the text says it fell."),
        "repeat": _("The text says {expected} before."),
    }  # fmt: skip
    return texts[relation.reason].format(expected=relation.expected)


def _value(value: object) -> str:
    return "—" if value is None else printed(value)  # type: ignore[arg-type]  # a decimal where it is not missing
