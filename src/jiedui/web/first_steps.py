"""How a ledger begins: with the first workbook of one's own, or with a look at the demonstration."""

from __future__ import annotations

from typing import Any

from jiedui.kernel.permissions import Actor
from jiedui.registers.catalogue import register
from jiedui.web.showing import register_name

FIRST_TEMPLATES = ("projects", "receipts", "disbursements", "enterprises", "placements", "classes")
"""The registers that most offices begin with."""


def first_steps(actor: Actor | None) -> dict[str, Any]:
    """What the first steps show to whoever looks: who may write is led to the import, others are told who may."""
    may_write = actor is not None and actor.has("enter")
    templates = [{"code": code, "name": register_name(register(code))} for code in FIRST_TEMPLATES]
    return {"may_write": may_write, "templates": templates}
