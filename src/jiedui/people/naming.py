"""Roles in words, in the language of the output."""

from __future__ import annotations

from django.utils.translation import gettext as _


def role_name(code: str) -> str:
    """What a role is called; a code that is none stands for itself."""
    words = {
        "clerk": _("clerk"),
        "reviewer": _("reviewer"),
        "manager": _("manager"),
        "auditor": _("auditor"),
        "administrator": _("administrator"),
    }
    return words.get(code, code)
