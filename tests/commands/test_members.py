"""`members`: the first administrator by the operator's hand, everybody else by an administrator's; and `--as`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jiedui.journal.models import Batch
from jiedui.people.members import actor_of
from jiedui.people.signing import HERE, sign_in
from tests.commands.running import Done, Ledger
from tests.intake.workbooks import TEA, projects
from tests.people.offices import MASHAN, SHANGLIN, open_offices

Run = Callable[..., Done]
TYPED = "gezi-xianxia-07"


@pytest.fixture
def offices(db: None) -> dict[str, int]:
    return open_offices()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Type these at the prompts for passwords, one after the other."""

    def answer(*words: str) -> None:
        given: Iterator[str] = iter(words)
        monkeypatch.setattr("getpass.getpass", lambda prompt: next(given))

    return answer


@pytest.fixture
def administrator(run: Run, offices: dict[str, int]) -> str:
    done = run(
        "members",
        "add",
        "root",
        "--name",
        "演示管理员",
        "--office",
        "南宁市协作办",
        "--role",
        "administrator",
        "--generate",
    )
    assert (done.code, done.err) == (0, "")
    return "root"


def add(run: Run, login: str, office: str, role: str, *options: str, by: str = "root") -> Done:
    return run(
        "members",
        "add",
        login,
        "--name",
        f"演示{login}",
        "--office",
        office,
        "--role",
        role,
        "--generate",
        "--as",
        by,
        *options,
    )


def refuses(done: Done, code: str) -> None:
    assert (done.code, done.out) == (1, "")
    assert done.err.split()[1] == code and "Traceback" not in done.err


def test_the_operator_names_the_first_administrator_with_a_password_shown_once(
    run: Run, offices: dict[str, int]
) -> None:
    done = run(
        "members",
        "add",
        "root",
        "--name",
        "演示管理员",
        "--office",
        "南宁市协作办",
        "--role",
        "administrator",
        "--generate",
    )
    (password,) = re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", done.out)
    assert sign_in("root", password, HERE)["member"] == "root"
    assert [grant.role for grant in actor_of("root").grants] == ["administrator"]
    assert {batch.actor_id for batch in Batch.objects.filter(verb="set_password")} == {"system"}
    again = run("members", "list").out
    assert "演示管理员" in again and "administrator" in again and password not in again


def test_a_password_is_typed_twice(run: Run, offices: dict[str, int], typed: Callable[..., None]) -> None:
    call = ("members", "add", "root", "--name", "演示管理员", "--office", "南宁市协作办", "--role", "administrator")
    typed(TYPED, TYPED + "8")
    refuses(run(*call), "MEMBER-015")
    typed("short", "short")
    refuses(run(*call), "MEMBER-011")
    assert not Batch.objects.filter(verb="set_password").exists()
    with pytest.raises(Exception, match="MEMBER-001"):
        actor_of("root")
    typed(TYPED, TYPED)
    done = run(*call)
    assert done.code == 0 and TYPED not in done.out
    assert sign_in("root", TYPED, HERE)["member"] == "root"


def test_an_administrator_keeps_members_under_their_own_name(run: Run, administrator: str) -> None:
    assert add(run, "clerk", "马山县协作办", "clerk").code == 0
    assert run("members", "grant", "clerk", "--role", "reviewer", "--as", "root").code == 0
    assert run("members", "end-role", "clerk", "--role", "clerk", "--as", "root").code == 0
    listed = run("members", "list", "--as", "root").out
    assert "reviewer" in listed and "演示clerk" in listed
    assert run("members", "end", "clerk", "--as", "root").code == 0
    assert "演示clerk" not in run("members", "list").out
    assert "演示clerk" in run("members", "list", "--all").out
    assert set(Batch.objects.order_by("-id").values_list("actor_id", flat=True)[:5]) == {"root"}


def test_a_role_may_be_limited_to_a_part_of_the_offices_region(run: Run, administrator: str) -> None:
    assert add(run, "clerk", "南宁市协作办", "clerk", "--region", "450124").code == 0
    assert "clerk (马山县)" in run("members", "list").out
    refuses(add(run, "other", "马山县协作办", "clerk", "--region", SHANGLIN), "RIGHT-008")
    refuses(add(run, "other", "马山县协作办", "clerk", "--region", "马山"), "REGION-001")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("members", "list", "--as", "nobody"), "MEMBER-001"),
        (("members", "--as", "nobody", "list"), "MEMBER-001"),
        (("members", "end", "nobody"), "MEMBER-001"),
        (("members", "grant", "root", "--role", "king"), "MEMBER-007"),
        (("members", "grant", "root", "--role", "clerk"), "RIGHT-004"),
        (("members", "end", "root", "--as", "root"), "RIGHT-003"),
        (("members", "end", "root", "--until", "morgen"), "LEDGER-004"),
        (("members", "add", "x", "--name", "x", "--office", "无此机构", "--generate"), "MEMBER-004"),
        (("members", "add", "root", "--name", "x", "--office", "南宁市协作办", "--generate"), "MEMBER-006"),
        (("members", "password", "nobody", "--generate"), "MEMBER-001"),
        (("import", "无此文件.xlsx", "--as", "nobody"), "MEMBER-001"),
        (("confirm", "1", "--as", "nobody"), "MEMBER-001"),
        (("undo", "1", "--as", "nobody"), "MEMBER-001"),
        (("figures", "--as", "nobody"), "MEMBER-001"),
        (("trace", "projects.count", "--as", "nobody"), "MEMBER-001"),
        (("verify", "--rebuild", "--as", "root"), "RIGHT-001"),
        (("keys", "rotate", "--as", "root"), "MEMBER-017"),
        (("init", "--as", "root"), "MEMBER-017"),
        (("serve", "--as", "root"), "MEMBER-017"),
    ],
)
def test_a_bad_call_is_refused_with_its_code(run: Run, administrator: str, call: tuple[str, ...], code: str) -> None:
    refuses(run(*call), code)


def test_whoever_administers_nothing_lists_and_adds_nobody(run: Run, administrator: str) -> None:
    assert add(run, "clerk", "马山县协作办", "clerk").code == 0
    refuses(run("members", "list", "--as", "clerk"), "RIGHT-001")
    refuses(add(run, "friend", "马山县协作办", "clerk", by="clerk"), "RIGHT-001")


def test_members_change_their_own_password_with_the_old_one(
    run: Run, administrator: str, typed: Callable[..., None]
) -> None:
    typed(TYPED, TYPED)
    run("members", "password", "root")
    typed("not-the-old-one", "yunwu-caihong-93", "yunwu-caihong-93")
    refuses(run("members", "password", "root", "--as", "root"), "MEMBER-010")
    typed(TYPED, "yunwu-caihong-93", "yunwu-caihong-93")
    assert run("members", "password", "root", "--as", "root").code == 0
    assert sign_in("root", "yunwu-caihong-93", HERE)["member"] == "root"


def test_an_import_and_its_confirmation_are_their_members(run: Run, administrator: str, tmp_path: Path) -> None:
    for login, role in (("clerk", "clerk"), ("reviewer", "reviewer")):
        assert add(run, login, "马山县协作办", role).code == 0
    assert add(run, "stranger", "上林县协作办", "clerk").code == 0
    path = projects(tmp_path, TEA)
    done = run("import", path, "--json", "--as", "clerk")
    assert (done.code, done.err) == (0, "")
    batch = done.json[0]["batch"]
    assert Batch.objects.get(id=batch).actor_id == "clerk"
    refuses(run("confirm", batch, "--as", "clerk"), "RIGHT-001")
    refuses(run("undo", batch, "--as", "stranger"), "JOURNAL-005")
    assert run("confirm", batch, "--as", "reviewer").code == 0
    table = ("figures", "--as-of", "2023-09-30", "--region", MASHAN)
    assert "100" in run(*table, "--as", "clerk").out
    refuses(run(*table, "--as", "stranger"), "RIGHT-002")
    refuses(run("trace", "funds.committed", "--region", MASHAN, "--as", "stranger"), "RIGHT-002")
    refuses(run("export", "projects", "-o", tmp_path / "x.xlsx", "--as", "root"), "RIGHT-001")


def test_a_new_ledger_has_no_member_and_no_key_that_signs_nothing(empty_ledger: Ledger) -> None:
    done = empty_ledger.run("members", "list")
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert not (empty_ledger.folder / "secret-key.txt").exists()
