"""Signing in and out: a session for the right password, and nothing said to whoever has a wrong one.

An unknown name, a wrong password and a member who has left are refused in the same words and after the same work.
What happens here is journaled in batches that hold no records; nothing switches that off.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from jiedui.journal.actions import open_batch
from jiedui.kernel import clock
from jiedui.kernel.accounts import Chart
from jiedui.kernel.errors import Refused, refused
from jiedui.kernel.permissions import Actor
from jiedui.people import lockout, passwords
from jiedui.people.members import actor_of
from jiedui.people.models import Login, MemberSession
from jiedui.people.sessions import SessionStore

SHORT: Final = 40
"""Characters of a sign-in name that are looked at: no member has a longer one."""
SEEN_EVERY: Final = timedelta(minutes=5)
"""How old a session's `seen_at` may grow before a page writes it anew: not every page is a write."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody acts from: a network address, and what the browser calls itself."""

    address: str = ""
    agent: str = ""

    @property
    def told(self) -> dict[str, str]:
        """As a batch's summary tells it."""
        return {"address": self.address, "agent": self.agent}


HERE: Final = Origin("", "command line")


def origin(address: str, agent: str) -> Origin:
    """Where a request comes from, as far as it can be kept."""
    return Origin(printable(address, 64), printable(agent, 200))


def printable(text: str, limit: int) -> str:
    """A text from outside, without what cannot be printed or stored."""
    return "".join(filter(str.isprintable, text))[:limit]


def try_password(login: str, password: str, where: Origin, *, is_admitted: bool = True) -> bool:
    """Whether a password is right; each that is not is counted, and whoever is not admitted has no right one.

    Errors: MEMBER-003 while the name is locked there, and at the failure that locks it. That one is journaled where
    there is such a name: a stranger with invented ones cannot fill the journal.
    """
    if minutes := lockout.minutes_locked(login, where.address):
        raise refused("MEMBER-003", minutes=minutes)
    lockout.count_attempt(login, where.address)
    if passwords.is_right(login, password) and is_admitted:
        lockout.forget_failures(login, where.address)
        return True
    if minutes := lockout.minutes_locked(login, where.address):
        if Login.objects.filter(login=login).exists():
            with open_batch(Actor(login, login), "lock_out", Chart([])) as draft:
                draft.summary = {"member": login, "minutes": minutes, **where.told}
        raise refused("MEMBER-003", minutes=minutes)
    return False


def sign_in(login: str, password: str, where: Origin) -> SessionStore:
    """Begin a session for a member who has a role today. Returns it; its key is the browser's cookie.

    Errors: MEMBER-002 for an unknown name, a wrong password, a member who has left or holds no role; MEMBER-003.
    """
    name = printable(login, SHORT)
    actor = _present(name)
    if not try_password(name, password, where, is_admitted=actor is not None) or actor is None:
        raise refused("MEMBER-002")
    session = SessionStore()
    session.update({"number": uuid.uuid4().hex, "member": name, "begun_at": clock.now().isoformat(), **where.told})
    with open_batch(actor, "sign_in", Chart([])) as draft:
        MemberSession.objects.filter(expire_date__lt=clock.now()).delete()
        session.create()
        draft.summary = {"member": name, "session": session["number"], **where.told}
    return session


def _present(login: str) -> Actor | None:
    """The actor of a member who may come in today."""
    try:
        actor = actor_of(login)
    except Refused:
        return None
    return actor if actor.grants else None


def sign_out(session: SessionStore, where: Origin) -> None:
    """End a session by its own member; nothing happens where it is nobody's."""
    login = session.get("member")
    if not login:
        return
    with open_batch(_present(login) or Actor(login, login), "sign_out", Chart([])) as draft:
        draft.summary = {"member": login, "session": session["number"], **where.told}
        session.flush()


def resume(session: SessionStore) -> Actor | None:
    """The actor of a session; None for nobody's. It ends when its member has left, holds no role any more, or was
    away for too long."""
    login, now = session.get("member"), clock.now()
    if not login:
        return None
    actor = _present(login)
    own = MemberSession.objects.filter(number=session["number"])
    seen = own.values_list("seen_at", flat=True).first()
    if actor is None or seen is None or now - seen > timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        origin = Origin(session["address"], session["agent"])
        drop_sessions(actor or Actor(login, login), login, origin, number=session["number"])
        session.flush()
        return None
    if now - seen > SEEN_EVERY:
        own.update(seen_at=now)
    return actor


def drop_sessions(actor: Actor, login: str, where: Origin, *, number: str = "", keep: str = "") -> int:
    """End sessions and journal it, where there are any. Whether the actor may has been asked."""
    found = MemberSession.objects.filter(member=login).exclude(number=keep)
    if number:
        found = found.filter(number=number)
    with transaction.atomic():
        numbers = sorted(found.values_list("number", flat=True))
        if numbers:
            with open_batch(actor, "end_sessions", Chart([])) as draft:
                draft.summary = {"member": login, "sessions": numbers, **where.told}
                MemberSession.objects.filter(number__in=numbers).delete()
    return len(numbers)
