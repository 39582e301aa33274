"""The year's agreement in the brief: targets against results, kept by a snapshot, and nothing where there is none."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from docx import Document

from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor, Grant
from jiedui.registers.actions import Change, save
from jiedui.registers.reviewing import confirm
from jiedui.reports.agreements import agreement_rows, agreement_sentence
from jiedui.reports.brief import brief
from jiedui.reports.contents import Contents, Said, contents
from jiedui.reports.freezing import frozen, thawed
from jiedui.reports.reading import figures_in
from jiedui.reports.snapshots import publish, snapshot
from tests.registers.cast import STRANGER
from tests.registers.records import MASHAN, NANNING, SHANGLIN, last_batch, record
from tests.reports.ledgers import confirmed, lay, lens

pytestmark = pytest.mark.django_db
YEAR_END = date(2023, 12, 31)


def agree(year: int = 2023, kind: str = "yearly_agreement", **more: object) -> int:
    values = {"region": NANNING, "title": f"{year}年度协议", "issued_on": date(year, 4, 1), **more}
    return confirmed("documents", kind=kind, **values)


def promise(paper: int, region: str, content: str, indicator: str, target: str, **more: object) -> int:
    values = {"indicator": indicator, "target": target, "due_on": YEAR_END, **more}
    return confirmed("tasks", document=paper, region=region, content=content, **values)


def laid() -> int:
    """The agreement of 2023 with five promises, one of last year's, and one of a scheme. Returns the agreement."""
    lay()
    paper = agree()
    promise(paper, MASHAN, "县里的资金", "协作资金", "60万元")
    promise(paper, NANNING, "落实资金", "协作资金", "25万元")
    promise(paper, NANNING, "邀请企业家", "邀请企业家", "10人")
    promise(paper, NANNING, "建机制", "", "形成机制")
    promise(paper, SHANGLIN, "办活动", "", "一场", due_on=date(2023, 8, 1))
    promise(agree(2022), NANNING, "去年的", "协作资金", "1万元")
    promise(agree(kind="scheme", title="方案"), NANNING, "方案的", "协作资金", "1万元")
    return paper


def said(region: str = NANNING, **rest: object) -> Contents:
    return contents(LOCAL_OPERATOR, lens(region, **rest), title="三季度报告")


def test_targets_stand_against_results_the_regions_own_first() -> None:
    laid()
    found = {one.content: one for one in said().agreed}
    assert list(found) == ["邀请企业家", "建机制", "落实资金", "县里的资金", "办活动"]
    funds = found["落实资金"]
    assert (funds.value, funds.share, funds.state, funds.document) == (25, 100, "done", "2023年度协议")
    county = found["县里的资金"]
    assert (county.value, county.share, county.state, county.due_on) == (15, 25, "at_risk", YEAR_END)
    assert found["邀请企业家"].value is None and found["邀请企业家"].state == "at_risk"
    assert (found["办活动"].state, found["建机制"].state) == ("late", "on_track")
    (one,) = said(MASHAN).agreed
    assert one.content == "县里的资金"


def test_the_brief_says_how_many_stand_how_and_each_result_leads_to_its_origin() -> None:
    laid()
    assert agreement_sentence(said()) == (
        "《2023年度协议》明确目标任务5项，其中已完成1项，正常推进1项，有风险2项，已逾期1项。"
    )
    document = Document(io.BytesIO(brief(said())))
    assert agreement_sentence(said()) in [one.text for one in document.paragraphs]
    (table,) = [one for one in document.tables if one.cell(0, 5).text == "完成率%"] if document.tables else []
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in table.rows}
    assert rows["县里的资金"][0] == "马山县" and rows["县里的资金"][2:] == [
        "60万元", "", "万元", "25", rows["县里的资金"][6], "有风险",
    ]  # fmt: skip
    assert rows["邀请企业家"][3:6] == ["—", "", "—"], "missing is not zero"
    assert figures_in(brief(said())).count(("funds.committed|450124|20210101|20230930|1", "15")) > 1


def test_a_number_of_another_period_than_the_reports_leads_nowhere() -> None:
    laid()
    period = said(since=date(2023, 6, 1))
    assert period.of("funds.committed", MASHAN).value != 15
    rows = {row[1]: row for row in agreement_rows(period)}
    assert rows["县里的资金"][3] == "15" and not isinstance(rows["县里的资金"][3], Said)


def test_without_an_agreement_nothing_is_said() -> None:
    lay()
    promise(agree(2022), NANNING, "去年的", "协作资金", "1万元")
    found = said()
    assert not found.agreed and agreement_sentence(found) == "" and "表9" not in texts(brief(found))


def texts(document: bytes) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(document)).paragraphs)


def test_an_agreement_above_the_reader_is_not_named_and_its_promises_are() -> None:
    laid()
    reader = Actor("reader", "reader", (Grant("auditor", (MASHAN,)),))
    found = contents(reader, lens(MASHAN))
    assert [(one.content, one.document) for one in found.agreed] == [("县里的资金", "")]
    assert agreement_sentence(found).startswith("年度协议明确目标任务1项")


def test_what_a_stranger_reports_holds_no_promise_of_the_county() -> None:
    laid()
    found = contents(STRANGER, lens(SHANGLIN))
    assert [one.content for one in found.agreed] == ["办活动"]


def test_what_waits_for_a_confirmation_is_no_promise_yet() -> None:
    laid()
    number = said(MASHAN).agreed[0].task
    save([Change("tasks", {"target": "1万元"}, number, record("tasks", number).entry)], LOCAL_OPERATOR)
    assert said(MASHAN).agreed[0].target == "60万元" and said(MASHAN, level=0).agreed[0].target == "1万元"
    confirm(last_batch(), LOCAL_OPERATOR)
    assert said(MASHAN).agreed[0].target == "1万元"


def test_a_snapshot_keeps_the_agreement_as_it_was_and_an_old_one_has_none() -> None:
    laid()
    number = publish(LOCAL_OPERATOR, lens(), "三季度报告", "quarterly")
    kept = snapshot(LOCAL_OPERATOR, number).agreed
    promise(agree(title="补充协议"), NANNING, "后来的", "协作资金", "1万元")
    assert snapshot(LOCAL_OPERATOR, number).agreed == kept and len(said().agreed) == len(kept) + 1
    assert kept[2].value == Decimal(25)
    old = json.loads(frozen(said()))
    del old["agreed"]
    assert not thawed(json.dumps(old).encode()).agreed
