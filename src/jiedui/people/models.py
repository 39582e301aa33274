"""What signing in needs and no register holds: hashed passwords, sessions, failures of the last minutes.

Who the member is stands in the register `members`; these rows name the member by the sign-in name and go when the
member does. None of them is a figure's source, so none of them is journaled; what happens to them is.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Login(AbstractBaseUser):
    """One member's password, hashed. What the member may do is not said here."""

    login = models.CharField(max_length=40, unique=True)
    last_login = None  # the journal says when somebody signed in

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = []
    objects = BaseUserManager()


class MemberSession(AbstractBaseSession):
    """One session of one member: from which address and agent, since when, and when it was last seen."""

    number = models.CharField(max_length=32, unique=True)
    """Names the session on pages and in the journal, where its key must not stand."""
    member = models.CharField(max_length=40, db_index=True)
    address = models.CharField(max_length=64)
    agent = models.CharField(max_length=200)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    @classmethod
    def get_session_store_class(cls) -> type:
        from jiedui.people.sessions import SessionStore

        return SessionStore


class Failure(models.Model):
    """One sign-in that was tried and did not succeed."""

    login = models.CharField(max_length=40)
    address = models.CharField(max_length=64)
    failed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["login", "address", "failed_at"], name="failure_of")]
