"""Make the ledger that the browser walks, as a process: in JIEDUI_DATA, by the product's actions; prints it as JSON.

The world of tests/pages.py, and some of what `fill_world` adds, so that charts have bars and lists a second page.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import django

if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.founding import make_ledger
    from tests.pages import fill_world, lay_world

    make_ledger(LOCAL_OPERATOR)
    world = lay_world(settings.DATA)
    fill_world(counties=2)
    print(json.dumps({**asdict(world), "workbook": str(world.workbook)}))
