"""A text against a small ledger: what agrees, differs, is not kept, cannot be told; and a Word copy with comments."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from jiedui.indicators.lenses import Asked
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR, Actor, Grant
from jiedui.registers.actions import save
from jiedui.registers.reviewing import confirm
from jiedui.reports.prose.checking import check_text
from jiedui.reports.prose.comments import commented
from jiedui.reports.prose.marks import annotated_page
from jiedui.reports.prose.report import report
from jiedui.reports.prose.text import decode
from tests.registers.records import change, last_batch
from tests.reports.prose.test_text import word

pytestmark = pytest.mark.django_db

MASHAN, SHANGLIN = "450124000000", "450125000000"
ASKED = Asked(MASHAN, "2023-09-30")


@pytest.fixture
def ledger(db: None) -> None:
    """马山: two confirmed projects, approved in 2022, of 900 and 600 万元."""
    offices = [change("offices", region=MASHAN, name="演示办", kind="county")]
    projects = [
        change("projects", region=MASHAN, name=name, approved_on=date(2022, 3, 4), fund=fund)
        for name, fund in (("茶园", 9_000_000_00), ("桑园", 6_000_000_00))
    ]
    save([*offices, *projects], LOCAL_OPERATOR)
    confirm(last_batch(), LOCAL_OPERATOR)


def statuses(text: str, asked: Asked = ASKED, actor: Actor = LOCAL_OPERATOR) -> str:
    return " ".join(one.status for one in check_text(actor, text, asked).verdicts)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("马山县实施项目2个，投入协作资金1500万元。", "agrees agrees"),
        ("马山县实施项目3个，投入协作资金1600万元。", "differs differs"),
        ("马山縣實施項目兩個，投入協作資金0.15億元。", "agrees agrees"),
        ("马山县投入协作资金1400多万元。", "differs"),
        ("马山县投入协作资金近1600万元。", "agrees"),
        ("百色市实施项目2个。", "not_in_ledger"),
        ("2019年，马山县实施项目2个。", "not_in_ledger"),
        ("马山县种桑300亩。", "not_in_ledger"),
        ("马山县引进企业2家。", "not_in_ledger"),
        ("马山县计划实施项目9个。", "cannot_tell"),
        ("某合作社实施项目1个。", "cannot_tell"),
        ("他今年38个春秋。", "cannot_tell"),
    ],
)
def test_each_figure_is_answered(ledger: None, text: str, wanted: str) -> None:
    assert statuses(text) == wanted


def test_the_result_has_the_shapes_that_are_documented(ledger: None) -> None:
    text = "截至2023年9月底，马山县实施项目3个。"
    found = report(check_text(LOCAL_OPERATOR, text, ASKED))
    (mention,) = found["mentions"]
    assert mention | {"reason": ""} == {
        "start": 18, "end": 20, "text": "3个", "value": "3", "unit": "个", "approximation": "exact", "kind": "result",
        "status": "differs", "indicator": "projects.count", "region": MASHAN, "own": False, "since": "2021-01-01",
        "until": "2023-10-01", "ledger_value": "2", "reason": "",
    }  # fmt: skip
    assert text[mention["start"] : mention["end"]] == mention["text"]
    assert found["lens"]["as_of"] == "2023-09-30"
    assert found["relations"] == []


def test_what_the_reader_may_not_see_is_not_in_the_ledger(ledger: None) -> None:
    clerk = Actor("clerk", "clerk", (Grant("clerk", (SHANGLIN,)),))
    with pytest.raises(Refused):
        statuses("马山县实施项目2个。", ASKED, clerk)
    assert statuses("马山县实施项目2个。", Asked(SHANGLIN, "2023-09-30"), clerk) == "not_in_ledger"


def test_whoever_may_read_nothing_checks_nothing(ledger: None) -> None:
    with pytest.raises(Refused):
        statuses("马山县实施项目2个。", ASKED, Actor("nobody", "nobody"))


def test_a_text_that_is_too_long_is_refused(ledger: None) -> None:
    with pytest.raises(Refused) as refusal:
        check_text(LOCAL_OPERATOR, "字" * 500_001, ASKED)
    assert refusal.value.problems[0].code == "PROSE-004"


def test_a_long_text_costs_no_more_queries_than_a_short_one(
    ledger: None, django_assert_max_num_queries: object
) -> None:
    text = "马山县实施项目2个，投入协作资金1500万元。\n" * 200
    with django_assert_max_num_queries(25):  # type: ignore[operator]  # a fixture of pytest-django
        assert statuses(text).count("agrees") == 400


def test_a_word_copy_carries_a_comment_at_each_figure_and_the_same_text(ledger: None) -> None:
    data = word("马山县实施项目3个。", rows=(("地区", "协作资金（万元）"), ("马山县", "1500")))
    text = decode(data, "文.docx")
    checked = check_text(LOCAL_OPERATOR, text.content, ASKED)
    copy = commented(data, text, checked, "文.docx")
    document = Document(io.BytesIO(copy))
    assert decode(copy, "文.docx").content == text.content
    assert sorted(comment.text[:4] for comment in document.comments) == ["1500", "3个: "]


def test_the_annotated_page_shows_markup_as_text(ledger: None) -> None:
    page = annotated_page(check_text(LOCAL_OPERATOR, "<script>马山县实施项目3个。", ASKED)).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "✗" in page
