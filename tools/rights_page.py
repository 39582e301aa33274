"""Write `docs/rights.md`: who may do what and where, how records are reviewed, which steps are legal.

python tools/rights_page.py
"""

from collections.abc import Iterator
from pathlib import Path

from jiedui.kernel.permissions import OWN, PAIRED, Matrix, matrix
from jiedui.registers.catalogue import registers
from jiedui.registers.flows import FLOWS

TARGET = Path(__file__).resolve().parents[1] / "docs/rights.md"

HEAD = """\
# Who may do what

Written by `make docs` from `src/jiedui/kernel/permissions.toml` and `src/jiedui/registers/flows.py`.

A member belongs to an office; a role is held from a day on, over the office's region and all below it, or a part of
it. **own** is that region; **paired** are the regions paired with it, seen from the donor's side. What is out of
reach looks as if it were not there. The operator of the machine (a command without `--as`) holds every right, and the
journal says so.
"""

REVIEW = """
## Review

Records are entered as waiting. A reviewer confirms or returns them (with a comment), one, many or a whole batch, at
the level of the reviewer's office: 1 county, 2 city, 3 province; an upper office may confirm what a lower one has
not. Nobody confirms, voids or takes back what they entered themselves. Above the amount that an office has set
(`jiedui review-rule`) two reviewers sign. From which level on an office's figures count is set there too. A change of
a confirmed record waits beside it: the figures keep the confirmed version until the new one is confirmed.

**A closed period** (`jiedui close REGION DAY`): from then on a change whose postings are dated in it needs a manager
and a reason; a reviewer may confirm there what a manager put in with a reason. `jiedui reopen` takes a closing back.
"""

STEPS = """
## Legal steps

A record may be entered at any stage, and what nobody has confirmed yet may be mended freely. From a confirmed stage
only these steps are legal; to go back, the confirmation is taken back.
"""


def page() -> str:
    """The page's text."""
    found = matrix()
    return "\n".join([HEAD, *_rights(found), REVIEW, *_written_by(), STEPS, *_flows()]) + "\n"


def _rights(found: Matrix) -> Iterator[str]:
    yield f"| right | {' | '.join(found.roles)} |"
    yield "|---" * (len(found.roles) + 1) + "|"
    for right in found.rights.values():
        cells = [", ".join(scope for scope in (OWN, PAIRED) if scope in right.scopes[role]) for role in found.roles]
        yield f"| {right.words} | {' | '.join(cells)} |"


def _written_by() -> Iterator[str]:
    yield "## Registers that take another right than entering"
    yield ""
    for one in registers().values():
        if one.right != "enter":
            waits = "" if one.waits else "; takes effect at once, without a confirmation"
            yield f"- [{one.english}](registers/{one.code}.md): {matrix().rights[one.right].words}{waits}"


def _flows() -> Iterator[str]:
    for code, flow in FLOWS.items():
        yield f"- [{registers()[code].english}](registers/{code}.md)"
        for stage, following in flow.steps.items():
            if following:
                yield f"    - {flow.words[stage]} → {', '.join(str(flow.words[step]) for step in following)}"


def write() -> None:
    """Write the page."""
    TARGET.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    import django
    from django.utils import translation

    django.setup()
    with translation.override("en"):
        write()
