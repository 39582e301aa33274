"""The session engine: Django's database sessions, each a row that says whose it is and where it came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from jiedui.kernel import clock
from jiedui.people.models import MemberSession


class SessionStore(DatabaseStore):
    """A session with the columns that tell its member which one it is."""

    @classmethod
    def get_model_class(cls) -> type[MemberSession]:
        return MemberSession

    def create_model_instance(self, data: dict[str, Any]) -> MemberSession:
        row = super().create_model_instance(data)
        assert isinstance(row, MemberSession)
        row.number = data["number"]
        row.member = data["member"]
        row.address = data["address"]
        row.agent = data["agent"]
        row.begun_at = datetime.fromisoformat(data["begun_at"])
        row.seen_at = clock.now()
        return row
