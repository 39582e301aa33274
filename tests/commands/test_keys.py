"""Keys from a file or the environment, lost, turned, put away: what each command then does."""

from __future__ import annotations

import dataclasses
import json
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.conftest import new_database
from tests.commands.running import Done, Ledger
from tests.intake.workbooks import PROJECT, TEA, id_number, projects, roster, worker


@dataclass(frozen=True)
class Keyed(Ledger):
    """A ledger with settings of its own in the environment."""

    settings: tuple[tuple[str, str], ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **dict(self.settings)}

    def set(self, **settings: str) -> Keyed:
        return dataclasses.replace(self, settings=(*self.settings, *settings.items()))


@pytest.fixture
def ledger(tmp_path: Path) -> Keyed:
    """A place for a ledger."""
    return Keyed(tmp_path / "ledger", new_database())


def filled(ledger: Ledger) -> Path:
    """A project and a worker in a new ledger, confirmed."""
    assert ledger.run("init").code == 0
    folder = ledger.folder.parent
    path = roster(folder, worker(id_number(1), 姓名="王小明"))
    done = ledger.run("import", projects(folder, TEA), path)
    assert done.code == 0, done.err
    for batch in (3, 4):
        assert ledger.run("confirm", batch).code == 0
    return path


def refuses(done: Done, code: str) -> None:
    assert (done.code, done.err.split()[1]) == (1, code), done.err
    assert "Traceback" not in done.err


def test_a_ledger_made_with_keys_in_the_environment_has_no_key_file(ledger: Keyed, tmp_path: Path) -> None:
    done = ledger.run("keys", "new", "-o", tmp_path / "keys.json")
    assert done.code == 0
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    keyed = ledger.set(JIEDUI_KEYS=(tmp_path / "keys.json").read_text("utf-8"))
    filled(keyed)
    assert not (ledger.folder / "keys.json").exists()
    assert keyed.run("verify").code == 0
    opened = keyed.run("numbers", "open", "persons", "2", "id_number", "--reason", "test")
    assert opened.out.strip() == id_number(1)
    refuses(ledger.run("numbers", "open", "persons", "2", "id_number", "--reason", "test"), "LEDGER-006")


def test_keys_laid_beside_the_ledger_beforehand_become_its_own(ledger: Keyed) -> None:
    ledger.folder.mkdir()
    assert ledger.run("keys", "new", "-o", ledger.folder / "keys.json").code == 0
    before = (ledger.folder / "keys.json").read_text("utf-8")
    assert ledger.run("init").code == 0
    assert (ledger.folder / "keys.json").read_text("utf-8") == before


def test_keys_that_are_there_are_never_overwritten(ledger: Keyed, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("x", "utf-8")
    refuses(ledger.run("keys", "new", "-o", tmp_path / "keys.json"), "KEYS-002")
    refuses(ledger.run("keys", "new", "-o", tmp_path / "none" / "keys.json"), "LEDGER-008")
    assert (tmp_path / "keys.json").read_text("utf-8") == "x"


@pytest.mark.parametrize("cipher", ["rot13", "AES"])
def test_a_cipher_that_is_none_is_refused(ledger: Keyed, tmp_path: Path, cipher: str) -> None:
    done = ledger.set(JIEDUI_CIPHER=cipher).run("keys", "new", "-o", tmp_path / "keys.json")
    refuses(done, "KEYS-001")
    assert not (tmp_path / "keys.json").exists()


def test_a_ledger_of_the_national_cipher_turns_to_the_other_and_back(ledger: Keyed) -> None:
    national = ledger.set(JIEDUI_CIPHER="sm4")
    path = filled(national)
    assert ledger.run("keys", "rotate").code == 0
    assert national.run("keys", "rotate").code == 0
    assert ledger.run("verify").code == 0
    done = ledger.run("import", path, "--json")
    assert done.json[0]["counts"]["same"] == 1
    keys = json.loads((ledger.folder / "keys.json").read_text("utf-8"))
    assert (keys["current"], [len(key) for key in keys["wrapping"].values()]) == ("k3", [24, 44, 24])


def test_without_keys_everything_else_works_with_the_same_sums(ledger: Keyed, tmp_path: Path) -> None:
    filled(ledger)
    before = ledger.run("figures", "--as-of", "2023-12-31", "--region", "450124", "--json")
    (ledger.folder / "keys.json").rename(tmp_path / "away.json")
    after = ledger.run("figures", "--as-of", "2023-12-31", "--region", "450124", "--json")
    assert [f["value"] for f in after.json] == [f["value"] for f in before.json]
    assert ledger.run("trace", "labour.east_ever", "--as-of", "2023-12-31", "--region", "450124").code == 0
    assert ledger.run("export", "projects", "-o", tmp_path / "p.xlsx").code == 0
    assert ledger.run("export", "persons", "--public", "-o", tmp_path / "public.xlsx").code == 0
    for command in (
        ["export", "persons", "-o", tmp_path / "persons.xlsx"],
        ["numbers", "open", "persons", "2", "id_number", "--reason", "test"],
        ["import", roster(tmp_path, worker(id_number(2)))],
        ["import", projects(tmp_path, [*TEA[:2], "路", *TEA[3:]], heading=PROJECT)],
        ["keys", "rotate"],
    ):
        refuses(ledger.run(*command), "LEDGER-006")
    done = ledger.run("verify")
    refuses(done, "VERIFY-015")
    assert len(done.err.splitlines()) == 1
    (tmp_path / "away.json").rename(ledger.folder / "keys.json")
    assert ledger.run("verify").code == 0


def test_another_ledgers_keys_are_refused_before_anything_is_sealed_found_or_opened(ledger: Keyed) -> None:
    path = filled(ledger)
    (ledger.folder / "keys.json").unlink()
    assert ledger.run("keys", "new", "-o", ledger.folder / "keys.json").code == 0
    kept = sorted(path for path in (ledger.folder / "files").rglob("*"))
    for command in (
        ["import", roster(path.parent, worker(id_number(2)), file="二.xlsx")],
        ["numbers", "open", "persons", "2", "id_number", "--reason", "test"],
        ["person", "show", "2", "--reason", "test"],
        ["keys", "rotate"],
        ["keys", "retire"],
    ):
        refuses(ledger.run(*command), "LEDGER-014")
    assert sorted((ledger.folder / "files").rglob("*")) == kept
    refuses(ledger.run("verify"), "VERIFY-015")


def test_keys_are_turned_and_the_old_one_put_away(ledger: Keyed) -> None:
    filled(ledger)
    refuses(ledger.run("keys", "retire"), "KEYS-005")
    done = ledger.run("keys", "rotate")
    assert (done.code, "1 records and 2 kept files" in done.out) == (0, True), done.out
    assert ledger.run("keys", "retire").code == 0
    assert list(json.loads((ledger.folder / "keys.json").read_text("utf-8"))["wrapping"]) == ["k2"]
    assert ledger.run("verify").code == 0
    opened = ledger.run("numbers", "open", "persons", "2", "姓名", "--reason", "test")
    assert opened.out.strip() == "王小明"


def test_keys_in_the_environment_are_turned_by_way_of_a_file(ledger: Keyed, tmp_path: Path) -> None:
    ledger.run("keys", "new", "-o", tmp_path / "one.json")
    one = ledger.set(JIEDUI_KEYS=(tmp_path / "one.json").read_text("utf-8"))
    filled(one)
    refuses(one.run("keys", "rotate"), "KEYS-003")
    done = one.run("keys", "rotate", "-o", tmp_path / "two.json")
    assert (done.code, "JIEDUI_KEYS" in done.out, "again" in done.out) == (0, True, True)
    two = ledger.set(JIEDUI_KEYS=(tmp_path / "two.json").read_text("utf-8"))
    assert one.run("verify").code == two.run("verify").code == 0
    assert two.run("keys", "rotate").code == 0
    assert two.run("verify").code == 0
    assert two.run("keys", "retire", "-o", tmp_path / "last.json").code == 0
    assert ledger.set(JIEDUI_KEYS=(tmp_path / "last.json").read_text("utf-8")).run("verify").code == 0


def test_a_person_is_shown_and_erased_and_what_stays_is_said(ledger: Keyed) -> None:
    filled(ledger)
    refuses(ledger.run("person", "show", "2"), "PRIVACY-001")
    shown = ledger.run("person", "show", "2", "--reason", "asked for")
    assert shown.code == 0
    assert "王小明" in shown.out
    assert "sealed copies" in shown.out
    refuses(ledger.run("person", "erase", "2"), "PRIVACY-001")
    refuses(ledger.run("person", "erase", "1", "--reason", "asked for"), "JOURNAL-012")
    erased = ledger.run("person", "erase", "2", "--reason", "asked for")
    assert (erased.code, "sealed copies" in erased.out) == (0, True)
    refuses(ledger.run("numbers", "open", "persons", "2", "id_number", "--reason", "test"), "PRIVACY-003")
    assert "王小明" not in ledger.run("person", "show", "2", "--reason", "asked for").out
    assert ledger.run("verify").code == 0
