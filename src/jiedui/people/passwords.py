"""Passwords: what one must be like, whether one is right, and a random one."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from jiedui.kernel.errors import Problem, Refused
from jiedui.people.models import Login
from jiedui.registers.declaration import Record

FAULTS: Final = {
    "password_too_short": "MEMBER-011",
    "password_too_common": "MEMBER-012",
    "password_entirely_numeric": "MEMBER-013",
    "password_too_similar": "MEMBER-014",
}
"""What Django's validators find, in our words."""
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that are taken for one another when read aloud or from paper."""


def refuse_weak(password: str, member: Record) -> None:
    """Refuse a password that would be guessed. Errors: MEMBER-011 to -014, all that apply."""
    named = Login(login=member["login"])
    named.name = member["name"]  # type: ignore[attr-defined]  # no column: a name that the password must not resemble
    try:
        validate_password(password, named)
    except ValidationError as fault:
        raise Refused([Problem(FAULTS[str(one.code)], _fields(one)) for one in fault.error_list]) from fault


def _fields(fault: ValidationError) -> dict[str, Any]:
    return {"least": (fault.params or {}).get("min_length", "")}


def is_right(login: str, password: str) -> bool:
    """Whether a password is that of a sign-in name. A name without one takes as long to refuse as a wrong password."""
    found = Login.objects.filter(login=login).first()
    if found is None:
        Login().set_password(password)
        return False
    return found.check_password(password)


def keep(login: str, password: str) -> None:
    """Keep a password, hashed; it replaces the one before."""
    found = Login.objects.filter(login=login).first() or Login(login=login)
    found.set_password(password)
    found.save()


def random_password() -> str:
    """A password that nobody can guess, in four groups of four: 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
