"""Random histories in a ledger that is as it was afterwards."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_rolled_back(machine: type[RuleBasedStateMachine], *, examples: int, steps: int = 14) -> None:
    """Run a machine's histories, each in a transaction of its own that is rolled back."""

    class RolledBack(machine):  # type: ignore[valid-type,misc]  # a class made of the one given
        def __init__(self) -> None:
            super().__init__()
            self.savepoint: Any = transaction.atomic()
            self.savepoint.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    limits = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(RolledBack, settings=limits)
