"""Stages: which a record has reached, and which steps are legal. One table for each kind of record that has stages.

A record may be entered at any stage, for books begin in the middle; what nobody has confirmed yet may be mended
freely. From a confirmed stage only the steps in its table are legal: to go back, the confirmation is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jiedui.registers.catalogue import registers
from jiedui.registers.declaration import Finding, Record


@dataclass(frozen=True)
class Flow:
    """The stages of a kind of record.

    `reached`: stage → the field whose filling says that it is reached, in order; the last one filled is the stage.
    `steps`: stage → the stages that may follow it. `words`: stage → what it is called.
    """

    reached: Mapping[str, str]
    steps: Mapping[str, tuple[str, ...]]
    words: Mapping[str, object]

    def stage_of(self, record: Record) -> str:
        """The furthest stage reached; empty before the first."""
        found = ""
        for stage, field in self.reached.items():
            if record[field] is not None:
                found = stage
        return found

    def field_of(self, stage: str) -> str:
        return self.reached.get(stage, next(iter(self.reached.values())))


FLOWS: dict[str, Flow] = {
    "projects": Flow(
        reached={
            "listed": "listed_on",
            "publicised": "publicised_on",
            "approved": "approved_on",
            "started": "started_on",
            "finished": "finished_on",
            "accepted": "accepted_on",
            "cancelled": "cancelled_on",
        },
        steps={
            "": ("listed", "publicised", "approved", "started", "finished", "accepted", "cancelled"),
            "listed": ("publicised", "approved", "started", "finished", "accepted", "cancelled"),
            "publicised": ("approved", "started", "finished", "accepted", "cancelled"),
            "approved": ("started", "finished", "accepted", "cancelled"),
            "started": ("finished", "accepted", "cancelled"),
            "finished": ("accepted",),
            "accepted": (),
            "cancelled": (),
        },
        words={
            "": _("not listed"),
            "listed": _("listed"),
            "publicised": _("publicised"),
            "approved": _("approved"),
            "started": _("started"),
            "finished": _("finished"),
            "accepted": _("accepted"),
            "cancelled": _("cancelled"),
        },
    ),
    "enterprises": Flow(
        reached={
            "signed": "signed_on",
            "registered": "registered_on",
            "in_production": "produced_on",
            "closed": "closed_on",
        },
        steps={
            "": ("signed", "registered", "in_production", "closed"),
            "signed": ("registered", "in_production", "closed"),
            "registered": ("in_production", "closed"),
            "in_production": ("closed",),
            "closed": (),
        },
        words={
            "": _("in negotiation"),
            "signed": _("signed"),
            "registered": _("registered"),
            "in_production": _("in production"),
            "closed": _("closed"),
        },
    ),
    "tasks": Flow(
        reached={"due": "due_on", "done": "done_on"},
        steps={"": ("due", "done"), "due": ("done",), "done": ()},
        words={"": _("without a date"), "due": _("due"), "done": _("done")},
    ),
    "secondments": Flow(
        reached={"posted": "started_on", "term_set": "ended_on", "succeeded": "successor"},
        steps={
            "": ("posted", "term_set", "succeeded"),
            "posted": ("term_set", "succeeded"),
            "term_set": ("succeeded",),
            "succeeded": (),
        },
        words={"": _("not posted"), "posted": _("posted"), "term_set": _("term set"), "succeeded": _("succeeded")},
    ),
}  # fmt: skip


def illegal_step(confirmed: Record | None, new: Record) -> Finding | None:
    """REVIEW-004 where a record would go from its confirmed stage to one that may not follow it."""
    flow = FLOWS.get(new.register)
    if flow is None or confirmed is None:
        return None
    old, stage = flow.stage_of(confirmed), flow.stage_of(new)
    if stage == old or stage in flow.steps[old]:
        return None
    allowed = "、".join(str(flow.words[step]) for step in flow.steps[old]) or "—"
    fields = {"register": registers()[new.register].chinese, "old": flow.words[old], "new": flow.words[stage]}
    return Finding("REVIEW-004", {**fields, "allowed": allowed}, flow.field_of(old), "error", new.id)
