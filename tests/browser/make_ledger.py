"""Make the ledger that the browser walks, as a process: in JIEDUI_DATA, by the product's actions; prints it as JSON.

The world of tests/pages.py, and some of what `fill_world` adds, so that charts have bars and lists a second page;
beside the cast a member who is to leave and one who takes over, so that nobody whom other journeys need goes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

import django

LIBRARY, NOTE = "储备示范项目", "茶园项目用地协调记录"
"""A project that is listed and not approved, and a note that the leaving member keeps."""

if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.people.members import member
    from jiedui.registers.founding import make_ledger
    from jiedui.registers.reviewing import confirm
    from tests.pages import fill_world, lay_world
    from tests.people.offices import MASHAN, PASSWORD, add
    from tests.registers.records import last_batch, new

    make_ledger(LOCAL_OPERATOR)
    world = lay_world(settings.DATA)
    fill_world(counties=2)
    office = {"": member("county-clerk")["office"]}
    leaver, _taker = (add(office, login, "", "clerk", password=PASSWORD) for login in ("leaver", "taker"))
    new("notes", keeper=member(leaver.id).id, title=NOTE)
    new("duties", office=office[""], holder=leaver.name, duty="项目调度", since=date(2023, 1, 1))
    new("projects", name=LIBRARY, region=MASHAN, year=2024, listed_on=date(2023, 8, 1), fund=5_000_000)
    confirm(last_batch(), LOCAL_OPERATOR)
    print(json.dumps({**asdict(world), "workbook": str(world.workbook)}))
