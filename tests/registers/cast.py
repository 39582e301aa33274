"""The fixed cast: who acts in the tests of rights. Each holds one role in one place."""

from __future__ import annotations

from jiedui.kernel.permissions import Actor, Grant

NANNING, MASHAN, SHANGLIN, FUTIAN = "450100000000", "450124000000", "450125000000", "440304000000"


def member(login: str, role: str, *own: str, paired: tuple[str, ...] = ()) -> Actor:
    return Actor(login, login.replace("-", " "), (Grant(role, own, paired),))


CLERK = member("county-clerk", "clerk", MASHAN)
OTHER_CLERK = member("other-clerk", "clerk", MASHAN)
REVIEWER = member("county-reviewer", "reviewer", MASHAN)
OTHER_REVIEWER = member("other-reviewer", "reviewer", MASHAN)
CITY_REVIEWER = member("city-reviewer", "reviewer", NANNING)
CITY_CLERK = member("city-clerk", "clerk", NANNING)
MANAGER = member("city-manager", "manager", NANNING)
AUDITOR = member("auditor", "auditor", NANNING)
ADMINISTRATOR = member("administrator", "administrator", NANNING)
DONOR = member("donor-clerk", "clerk", FUTIAN, paired=(MASHAN,))
STRANGER = member("stranger", "clerk", SHANGLIN)
ANONYMOUS = Actor("nobody", "nobody")
BOTH = Actor("both", "both", (Grant("clerk", (MASHAN,)), Grant("reviewer", (MASHAN,))))
