"""What a refusal must say: its code, and the fields that name what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from jiedui.kernel.errors import Problem, Refused


@contextmanager
def refusal(code: str, **fields: object) -> Iterator[list[Problem]]:
    """Expect a refusal with this code first and these fields; every text must be able to be filled in."""
    seen: list[Problem] = []
    with pytest.raises(Refused) as caught:
        yield seen
    seen.extend(caught.value.problems)
    assert seen[0].code == code, str(caught.value)
    assert {name: seen[0].fields.get(name) for name in fields} == fields
    assert all(problem.text() for problem in seen)


def refusal_of(action: Callable[[], object]) -> Problem:
    """The one problem with which an action is refused."""
    with pytest.raises(Refused) as refusal:
        action()
    (problem,) = refusal.value.problems
    return problem
