"""Twenty editors at once on a ledger in a file: run as a program, it prints what came of it as JSON.

Threads of one process, each with a connection of its own: what the pages of an office do to the embedded database.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

EDITORS = 20
ROUNDS = 3


def at_once(act: Callable[[int], Any], editors: int = EDITORS) -> list[Any]:
    """What each editor's action returned, or the code of its refusal, all begun together."""
    from django.db import connection

    from jiedui.kernel.errors import Refused

    barrier = Barrier(editors)

    def one(number: int) -> Any:
        try:
            barrier.wait()
            return act(number)
        except Refused as refusal:
            return refusal.problems[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(editors) as pool:
        return list(pool.map(one, range(editors)))


def main() -> None:
    import django

    django.setup()
    from jiedui.kernel.permissions import LOCAL_OPERATOR
    from jiedui.registers.founding import make_ledger

    make_ledger(LOCAL_OPERATOR)
    from jiedui.journal.verification import verify_journal
    from jiedui.registers.actions import Change, save
    from jiedui.registers.verification import verify_registers
    from tests.registers.cast import MASHAN, member
    from tests.registers.records import new, record

    clerks = [member(f"clerk-{n}", "clerk", MASHAN) for n in range(EDITORS)]
    park = new("parks", name="产业园")
    rounds = []
    for turn in range(ROUNDS):
        seen = record("parks", park).entry
        found = at_once(
            lambda n, t=turn, s=seen: save([Change("parks", {"trade": f"{t}-{n}"}, park, s)], clerks[n])  # type: ignore[misc]  # bound now
        )
        rounds.append([found, record("parks", park)["trade"]])
    numbers = [new("projects", name=f"项目{n}", fund=0) for n in range(EDITORS)]
    many = at_once(lambda n: save([Change("projects", {"fund": n + 1}, numbers[n], numbers[n])], clerks[n]))
    funds = [record("projects", number)["fund"] for number in numbers]
    problems = [problem.text() for problem in (*verify_journal(), *verify_registers())]
    print(json.dumps({"rounds": rounds, "many": many, "funds": funds, "problems": problems}))


if __name__ == "__main__":
    main()
