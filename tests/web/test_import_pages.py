"""The pages of importing: send, plan, say what the reader could not know, mend, save, look back, undo."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiedui.intake.files import MAX_FILE_BYTES
from jiedui.registers import rows
from jiedui.registers.catalogue import registers
from tests.intake.workbooks import TEA, projects
from tests.registers.records import last_batch
from tests.web.conftest import Browser

UGLY = [2023, "马山县", "大棚", "产业", "约八十", "2023-07-01"]
ODD = ["年度", "协作县", "项目名称", "项目类型", "帮扶钱数", "批复日期"]


def send(client: Client, *paths: Path, **given: str) -> tuple[str, str]:
    """Send workbooks. Returns the answer's page and the address that it is pushed to, or leads to."""
    sent = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    answer = client.post("/import", {"workbook": sent, **given})
    return answer.content.decode(), answer.get("HX-Push-Url") or answer.get("Location", "")


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def save(client: Client, address: str, page: str, **given: str) -> tuple[int, str, str]:
    answer = client.post(f"{address}/save", {"mark": mark(page), **given})
    return answer.status_code, answer.content.decode(), answer.get("Location", "")


def stored() -> list[str]:
    return [record["name"] for _key, record in rows.all_of(registers()["projects"])]


def test_a_clerk_sees_the_plan_before_anything_is_saved(browser: Browser, tmp_path: Path) -> None:
    client, before = browser("county-clerk"), last_batch()
    page, address = send(client, projects(tmp_path, TEA))
    assert address.startswith("/import/") and "1 new, 0 changed, 0 the same, 0 refused" in page
    assert client.get(address).content.decode().count("read as") >= 1
    assert (last_batch(), stored()) == (before, [])


def test_a_clerk_saves_the_plan_and_is_led_to_what_was_saved(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    page, address = send(client, projects(tmp_path, TEA))
    status, _text, target = save(client, address, page, rows="all", reason="五月")
    assert (status, target) == (302, f"/import/history/{last_batch()}")
    result = client.get(target).content.decode()
    assert "茶园" not in result and "五月" in result and "A reviewer of your office" in result
    assert client.get(address).status_code == 404
    assert stored() == ["茶园"]


def test_the_same_file_again_is_known_and_changes_nothing(browser: Browser, tmp_path: Path) -> None:
    client, path = browser("county-clerk"), projects(tmp_path, TEA)
    page, address = send(client, path)
    save(client, address, page)
    before = last_batch()
    page, _address = send(client, path)
    assert "There is nothing to save." in page and 'name="mark"' not in page
    assert last_batch() == before


def test_three_marked_cells_are_mended_on_the_page(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    page, address = send(client, projects(tmp_path, TEA, UGLY, [2023, "马山", "", "什么", 3, "2023-08-01"]))
    names = re.findall(r'name="(mend:1:\d+:\d+)"', page)
    assert sorted(names) == ["mend:1:3:5", "mend:1:4:3", "mend:1:4:4"]
    assert 'name="mend:1:3:5" value="约八十"' in page
    answer = client.post(f"{address}/correct", dict(zip(sorted(names), ["80", "果园", "产业"], strict=True)))
    page = answer.content.decode()
    assert answer.status_code == 200 and "0 refused" in page and "cells mended here" in page
    assert save(client, address, page, rows="all")[0] == 302
    assert sorted(stored()) == sorted(["茶园", "大棚", "果园"])
    assert "E3" in client.get(f"/import/history/{last_batch()}").content.decode()


def test_a_mend_is_taken_back(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    _page, address = send(client, projects(tmp_path, UGLY))
    client.post(f"{address}/correct", {"mend:1:2:5": "80"})
    page = client.post(f"{address}/correct", {"back": "1:2:5"}).content.decode()
    assert "cells mended here" not in page and 'name="mend:1:2:5"' in page


def test_a_cell_left_as_it_stands_is_no_mend(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    _page, address = send(client, projects(tmp_path, UGLY))
    assert "cells mended here" not in client.post(f"{address}/correct", {"mend:1:2:5": "约八十"}).content.decode()


@pytest.mark.parametrize("name", ["mend:9:2:5", "mend:1:99:5", "mend:1:2:99"])
def test_a_cell_that_is_none_is_refused_and_nothing_is_kept(browser: Browser, tmp_path: Path, name: str) -> None:
    client = browser("county-clerk")
    _page, address = send(client, projects(tmp_path, UGLY))
    answer = client.post(f"{address}/correct", {name: "80"})
    assert answer.status_code == 409 and "no such cell" in answer.content.decode()
    assert "cells mended here" not in client.get(address).content.decode()


def test_the_good_rows_are_taken_where_that_is_asked(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    page, address = send(client, projects(tmp_path, TEA, UGLY))
    status, text, _target = save(client, address, page, rows="all")
    assert status == 409 and "take the good rows" in text and stored() == []
    assert save(client, address, page, rows="good")[0] == 302
    assert stored() == ["茶园"]


def test_the_marked_copy_marks_the_refused_cell(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    _page, address = send(client, projects(tmp_path, UGLY))
    answer = client.get(f"{address}/marked")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["E2"].comment is not None and sheet["C2"].comment is None


def test_columns_are_corrected_by_hand_and_remembered_for_the_office(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    path = projects(tmp_path, TEA, heading=ODD)
    page, address = send(client, path)
    assert "帮扶钱数" in page
    said = {"sheet": "1", "register": "projects", "row": "1", "height": "1", "column:5": "fund", "unit:5": "万元"}
    page = client.post(f"{address}/correct", said).content.decode()
    assert "as you said" in page and 'name="teach"' in page
    assert save(client, address, page, rows="all", teach="1")[0] == 302
    again, _address = send(client, projects(tmp_path, [2023, "马山县", "果园", "产业", 7, "2023-06-01"], heading=ODD))
    assert "columns left out" not in again and "1 new" in again


def test_a_unit_is_chosen_after_the_column_was(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    _page, address = send(client, projects(tmp_path, TEA, heading=ODD))
    said = {"sheet": "1", "register": "projects", "row": "1", "height": "1", "column:5": "fund"}
    page = client.post(f"{address}/correct", said).content.decode()
    assert "SHEET-003" in page and 'name="unit:5"' in page
    page = client.post(f"{address}/correct", {**said, "unit:5": "元"}).content.decode()
    assert "SHEET-003" not in page


def test_a_sheet_that_nobody_knows_can_be_said_to_be_one(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    heading = ["哪年", "哪里", "叫什么", "哪类"]
    page, address = send(client, projects(tmp_path, [2023, "马山县", "茶园", "产业"], heading=heading))
    assert "No sheet was recognised" in page and "叫什么" in page
    page = client.post(f"{address}/correct", {"sheet": "1", "register": "projects", "row": "1"}).content.decode()
    columns = {"column:1": "year", "column:2": "region", "column:3": "name", "column:4": "kind"}
    said = {"sheet": "1", "register": "projects", "row": "1", "height": "1", **columns}
    page = client.post(f"{address}/correct", said).content.decode()
    assert "1 new" in page


def test_several_workbooks_wait_in_the_order_in_which_they_build_on_each_other(
    browser: Browser, tmp_path: Path
) -> None:
    from tests.intake.workbooks import write

    heading = ["项目名称", "支付日期", "收款单位", "拨付额(万元)", "凭证号"]
    paid = write(tmp_path / "拨付.xlsx", ("资金拨付台账", [heading, ["茶园", "2023-06-01", "演示厂", 3, "凭1"]]))
    client = browser("county-clerk")
    _page, address = send(client, paid, projects(tmp_path, TEA))
    assert address == "/import"
    page = client.get("/import").content.decode()
    assert page.index("项目.xlsx") < page.index("拨付.xlsx")


def test_what_was_imported_is_listed_and_undone(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    page, address = send(client, projects(tmp_path, TEA))
    save(client, address, page)
    batch = last_batch()
    assert "项目.xlsx" in client.get("/import/history").content.decode()
    assert client.post(f"/journal/{batch}/undo", {"text": "寄错了"}).status_code == 302
    assert stored() == []
    assert f"undone by {last_batch()}" in client.get("/import/history").content.decode()
    assert "undo the import" not in client.get(f"/import/history/{batch}").content.decode()


def test_a_stranger_sees_neither_the_file_nor_the_import(browser: Browser, tmp_path: Path) -> None:
    client, other = browser("county-clerk"), browser("stranger")
    page, address = send(client, projects(tmp_path, TEA))
    for path in (address, f"{address}/marked"):
        assert other.get(path).status_code == 404
    assert other.post(f"{address}/save", {"mark": mark(page)}).status_code == 404
    save(client, address, page)
    assert other.get(f"/import/history/{last_batch()}").status_code == 404
    assert "项目.xlsx" not in other.get("/import/history").content.decode()


def test_a_file_of_another_session_of_the_same_member_is_not_there(browser: Browser, tmp_path: Path) -> None:
    _page, address = send(browser("county-clerk"), projects(tmp_path, TEA))
    assert browser("county-clerk").get(address).status_code == 404


@pytest.mark.parametrize("login", ["county-reviewer", "auditor"])
def test_who_may_enter_nothing_is_told_so_and_sends_nothing(browser: Browser, tmp_path: Path, login: str) -> None:
    client = browser(login)
    answer = client.get("/import")
    assert answer.status_code == 403 and 'type="file"' not in answer.content.decode()
    sent = SimpleUploadedFile("a.xlsx", projects(tmp_path, TEA).read_bytes())
    assert client.post("/import", {"workbook": sent}).status_code == 403


@pytest.mark.parametrize("path", ["/import", "/import/history", "/import/history/1", f"/import/{'0' * 64}"])
def test_nobody_is_asked_to_sign_in(browser: Browser, path: str) -> None:
    assert browser().get(path)["Location"].startswith("/sign-in")


@pytest.mark.parametrize("digest", ["0" * 64, "..", "x" * 64, "0" * 63])
def test_a_file_that_was_never_sent_is_not_there(browser: Browser, digest: str) -> None:
    client = browser("county-clerk")
    assert client.get(f"/import/{digest}").status_code == 404
    assert client.post(f"/import/{digest}/save", {"mark": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"%PDF-1.7", "PDF"), (b"PK\x03\x04damaged", ""), (b"x" * (MAX_FILE_BYTES + 1), "MB")],
    ids=["empty", "pdf", "damaged", "large"],
)
def test_what_is_no_workbook_is_refused_in_words(browser: Browser, content: bytes, said: str) -> None:
    client, before = browser("county-clerk"), last_batch()
    answer = client.post("/import", {"workbook": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 400 and said.lower() in answer.content.decode().lower()
    assert last_batch() == before


def test_no_file_and_too_many_are_refused(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    assert client.post("/import", {}).status_code == 400
    sent = [SimpleUploadedFile(f"{n}.csv", b"a,b") for n in range(21)]
    assert client.post("/import", {"workbook": sent}).status_code == 400


def test_a_plan_that_is_no_longer_what_was_shown_is_shown_anew(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    page, address = send(client, projects(tmp_path, TEA))
    other, second = send(client, projects(tmp_path, TEA, UGLY, file="另一.xlsx"))
    assert save(client, second, other, rows="good")[0] == 302
    status, text, _target = save(client, address, page, rows="all")
    assert status == 409 and "no longer what was shown" in text


def test_a_name_that_would_lead_out_of_the_folder_leads_nowhere(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    sent = SimpleUploadedFile("../../etc/项目.xlsx", projects(tmp_path, TEA).read_bytes())
    page = client.post("/import", {"workbook": sent}).content.decode()
    assert "../" not in page and "项目.xlsx" in page


def test_progress_is_told_to_whoever_holds_the_ticket_in_the_same_session(browser: Browser, tmp_path: Path) -> None:
    client = browser("county-clerk")
    send(client, projects(tmp_path, TEA), ticket="0123456789abcdef")
    told = client.get("/import/progress/0123456789abcdef").json()
    assert (told["done"], told["total"]) == (3, 4) and told["words"]
    assert browser("county-clerk").get("/import/progress/0123456789abcdef").json()["total"] == 0
    assert client.get("/import/progress/..%2Fx").status_code in (200, 404)


def test_a_template_comes_as_a_workbook_and_reads_back_empty(browser: Browser) -> None:
    answer = browser("county-clerk").get("/templates/projects")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames
    assert browser("county-clerk").get("/templates/nothing").status_code == 404
