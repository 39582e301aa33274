"""The pages on which records are typed: a new one, an edited one, and what is said beside the inputs while typing."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.intake.choices import CHOICES_SHOWN, Regions
from jiedui.intake.forms import FormPlan, form_of, inputs, plan_form, save_form
from jiedui.kernel.errors import Refused
from jiedui.registers.catalogue import register, registers
from jiedui.registers.declaration import Record, Register
from jiedui.registers.fields import Link, RegionField
from jiedui.registers.lists import Asked, page_of_records
from jiedui.web.forms import Form, prefilled, record_text, typed_in
from jiedui.web.refusing import refused_page, words
from jiedui.web.showing import Shown, record_address, register_name, standing_words, whole
from jiedui.web.signing import for_members

CLOSED = ("REVIEW-002", "REVIEW-003")
"""What is refused for want of a reason stands at the reason."""


@require_http_methods(["GET", "POST"])
@for_members
def record_new(request: Any, code: str) -> HttpResponse:
    """A form for a new record, and what it sends."""
    return _form_page(request, code)


@require_http_methods(["GET", "POST"])
@for_members
def record_edit(request: Any, code: str, number: int) -> HttpResponse:
    """A form for a record as it is now, and what it sends: saved only where nobody changed it meanwhile."""
    return _form_page(request, code, number)


@require_POST
@for_members
def record_check(request: Any, code: str) -> HttpResponse:
    """What is wrong with the inputs that were filled in so far. Nothing is written."""
    number, touched = whole(request.POST.get("number", "")) or None, request.POST.get("touched", "").split(",")
    try:
        one = register(code)
        old, typed = form_of(request.actor, one, number), typed_in(one, request.POST)
        seen = whole(request.POST.get("seen", "")) or None
        plan = plan_form(request.actor, one, typed, number, seen, touched=set(touched))
        form = Form(one, Shown(request.actor, []), old=old, typed=typed, plan=plan)
    except Refused as refusal:
        return refused_page(request, refusal)
    lines = [line for line in form.lines if line["name"] in touched]
    context = {"lines": lines, "whole": form.whole, "existing": _existing(request, plan)}
    return render(request, "web/_record_check_part.html", context)


@require_POST
@for_members
def record_choices(request: Any, code: str) -> HttpResponse:
    """What the text of an input can mean, for its list: records within reach, or regions."""
    try:
        one = register(code)
        name = request.GET.get("of", "")
        target = next((target.field for target in inputs(one) if target.name == name), None)
        text, found = request.POST.get(name, "").strip(), list[str]()
        if isinstance(target, RegionField):
            found = Regions().choices(target, text)
        elif isinstance(target, Link) and not text.endswith("]"):
            page = page_of_records(request.actor, registers()[target.to], Asked(search=text), limit=CHOICES_SHOWN)
            shown = Shown(request.actor, page.records)
            found = [record_text(shown, target.to, record.id) for record in page.records]
    except Refused as refusal:
        return refused_page(request, refusal)
    return render(request, "web/_record_choices_part.html", {"choices": found})


def _form_page(request: Any, code: str, number: int | None = None) -> HttpResponse:
    actor, posted = request.actor, request.POST
    refusal: Refused | None = None
    plan = typed = None
    try:
        one = register(code)
        old = form_of(actor, one, number)
        shown = Shown(actor, [old] if old is not None else [], _asked_for(one, request.GET))
        if request.method == "POST":
            typed = typed_in(one, posted)
            plan = plan_form(actor, one, typed, number, whole(posted.get("seen", "")))
            if _is_ready(plan, posted.get("accepted", "")):
                try:
                    batch, saved = save_form(actor, plan, posted.get("reason", "").strip())
                    return redirect(f"{record_address(one.code, saved)}?{urlencode({'saved': batch or 0})}")
                except Refused as said:
                    refusal = said
        elif old is None:
            typed = prefilled(one, request.GET, shown)
    except Refused as said:
        return refused_page(request, said)
    form = Form(one, shown, old=old, typed=typed, plan=plan)
    status = 409 if request.method == "POST" else 200
    return render(request, "web/record_form.html", _context(request, form, plan, old, refusal), status=status)


def _context(
    request: Any, form: Form, plan: FormPlan | None, old: Record | None, refusal: Refused | None
) -> dict[str, Any]:
    one, posted = form.register, request.POST
    said = words(refusal) if refusal is not None else ""
    found = [*(plan.errors if plan else ()), *(refusal.problems if refusal else ())]
    codes = {problem.code for problem in found}
    is_closed = not codes.isdisjoint(CLOSED)
    return {
        "register": {"code": one.code, "name": register_name(one)}, "groups": form.groups, "whole": form.whole,
        "number": old.id if old is not None else 0, "seen": whole(posted.get("seen", "")) or (old.entry if old else 0),
        "name": form.shown.name(one.code, old.id) if old is not None else "",
        "is_confirmed": bool(old is not None and one.waits and (old.standing or old.settled)),
        "status": standing_words(one, old) if old is not None else {}, "reason": posted.get("reason", ""),
        "refusal": "" if is_closed else said, "closed": said if is_closed else "", "is_stale": "JOURNAL-004" in codes,
        "errors": len(plan.errors) if plan else 0, "existing": _existing(request, plan),
        "accepted": _mark(plan) if plan and not plan.errors and plan.warnings else "",
        "back": record_address(one.code, old.id) if old is not None else "",
    }  # fmt: skip


def _is_ready(plan: FormPlan, accepted: str) -> bool:
    """Whether a plan can be saved: nothing is wrong, and what is odd was seen."""
    return not plan.errors and (not plan.warnings or accepted == _mark(plan))


def _mark(plan: FormPlan) -> str:
    """What the warnings of a plan are known by, so that others than those seen are shown too."""
    said = sorted(f"{name} {problem.code} {problem.text()}" for name, problem in plan.problems)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _existing(request: Any, plan: FormPlan | None) -> dict[str, str]:
    """The record that is there already, where the reader may see it."""
    if plan is None or not plan.existing:
        return {}
    code, number = plan.register.code, plan.existing
    shown = Shown(request.actor, [], {code: [number]})
    return {"name": shown.name(code, number), "address": record_address(code, number)} if number in shown.known else {}


def _asked_for(one: Register, asked: Any) -> dict[str, set[int]]:
    """The records that an address asks a new one to hang on."""
    found: dict[str, set[int]] = {}
    for link in one.links:
        if number := whole(asked.get(link.name, "")):
            found.setdefault(link.to, set()).add(number)
    return found
