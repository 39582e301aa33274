"""The lock against guessing: after some failures a sign-in name is locked for a while, from the address they came from.

From that address alone, so that nobody can lock a colleague out from elsewhere. Names that nobody has are locked just
the same, so that the lock tells nobody which names there are.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from jiedui.kernel import clock
from jiedui.people.models import Failure


def pause() -> timedelta:
    return timedelta(minutes=settings.SIGN_IN_PAUSE_MINUTES)


def minutes_locked(login: str, address: str) -> int:
    """For how many more minutes a name is locked from an address; 0 when it is not.

    Locked are those whose last failures, as many as are allowed, lie within one pause, for one pause from the last.
    """
    failures = Failure.objects.filter(login=login, address=address).order_by("-failed_at")
    times = list(failures.values_list("failed_at", flat=True)[: settings.SIGN_IN_FAILURES])
    if len(times) < settings.SIGN_IN_FAILURES or times[0] - times[-1] >= pause():
        return 0
    left = times[0] + pause() - clock.now()
    return max(0, -(-left // timedelta(minutes=1)))


def count_attempt(login: str, address: str) -> None:
    """Count an attempt as failed before its password is looked at, so that attempts side by side are counted too."""
    now = clock.now()
    Failure.objects.filter(failed_at__lt=now - 2 * pause()).delete()
    Failure.objects.create(login=login, address=address, failed_at=now)


def forget_failures(login: str, address: str) -> None:
    """Forget what failed before an attempt that succeeded."""
    Failure.objects.filter(login=login, address=address).delete()
