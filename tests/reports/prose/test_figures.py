"""Which figures a text holds, what they say, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiedui.reports.prose import numerals
from jiedui.reports.prose.characters import reading_form
from jiedui.reports.prose.precision import admits, bounds
from tests.reports.prose.reading import mentions, shown

FIGURES = """
投入协作资金42602万元,实施项目109个          | 42602 万元; 109 个
投资49．72億元，吸納農村勞動力4，577人        | 49.72 亿元; 4577 人
互访399批3568人次                             | 399 批; 3568 人次
收益80多万元，岗位200余个                     | >80 万元; >200 个
近50亿元，约3.7万人，超过4.2亿元              | <~50 亿元; ~3.7 万人; >4.2 亿元
不少于30家，至多50人，100户以上，占50%左右    | >=30 家; <=50 人; >=100 户; ~50 %
四万二千六百零二万元，一百零五个，两场        | 42602 万元; 105 个; 2 场
百分之八十六点一，三万七千六百六十二人        | 86.1 %; 37662 人
3—5家，30至40人，20%~30%                      | >=3 家; <=5 家; >=30 人; <=40 人; >=20 %; <=30 %
由28家增至36家，增长12.5%，提高3.2个百分点    | 28 家; 36 家; 12.5 %; 3.2 个百分点
产值翻了一番，是上年的2倍                     | 1 番; 2 倍
共投入42 602万元，49. 72亿元，37,662 人       | 42602 万元; 49.72 亿元; 37662 人
3亿5000万元，12.6万脱贫人口                   | 35000 万元; 12.6 万
327、13548和15089万元                         | 327 万元; 13548 万元; 15089 万元
三五家，七八十万元，十几家，上百人            | ~3 家; ~70 万元; >10 家; >100 人
签订协议一份，建成一个园区                    | 1 份; 1 个
三成以上，1200公里，38岁，600多天             | >=3 成; 1200 公里; 38 岁; >600 天
投资49.72亿，项目109                          | 49.72 亿; 109
"""

NONE = """
2023年9月30日、9月底、2021—2025年、今年前8个月、2023年5月、9月、1-9月
“十四五”时期，三年来，近两年，上半年，第三季度，上午9时30分，9:30开会
第一书记、第3批干部、第二小学、第5次会议、一是抓产业；二是抓就业
桂政发〔2021〕12号、南府办[2022]35号、GB/T 9704-2012、第12页、附件2
电话0771-5530000，手机13900001234，客服400-123-4567，邮编530000
许可证号：2012345，桂ICP备05001234号-1，统一社会信用代码91450100MA5K00000X
“1+3+N”机制、4+1模式、两不愁三保障、万企兴万村、千万工程、四个不摘、三个聚焦
一县一园、一村一品、一户一策、一批项目、一系列举措、一体化、另一个、每一家
百色、三江、五塘镇、六景、八桂大地、G72高速、5A级景区、PM2.5、2.0版、3号楼
千方百计、万众一心、三番五次、千家万户、四面八方、百年大计
（一）产业（二）就业 （1）资金
一、资金使用
"""


@pytest.mark.parametrize("line", FIGURES.strip().splitlines())
def test_every_figure_is_read_with_its_unit_and_approximation(line: str) -> None:
    text, _, wanted = line.partition("|")
    assert shown(text.strip()) == wanted.strip()


@pytest.mark.parametrize("line", NONE.strip().splitlines())
def test_what_is_no_figure_is_left_alone(line: str) -> None:
    assert shown(line) == ""


def test_a_place_in_the_result_is_the_same_place_in_the_text() -> None:
    text = "南寧市累計投入近４２，６０２萬元，吸納農村勞動力4577人以上。"
    assert [text[one.start : one.end] for one in mentions(text)] == ["４２，６０２萬元", "4577人"]


@given(
    st.text(
        alphabet="0123456789一二三十百千万亿两零〇点年月日第个家人元%％，。、,. 　約近余多以上至—()〔〕号", max_size=60
    )
)
def test_no_text_breaks_the_reader_and_spans_never_overlap(text: str) -> None:
    assert len(reading_form(text)) == len(text)
    found = mentions(text)
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


def test_the_traditional_twin_of_a_text_says_the_same() -> None:
    simple = "累计投入协作资金42602万元，实施项目109个，吸纳农村劳动力4577人，签约两家。"
    twin = "累計投入協作資金42602萬元，實施項目109個，吸納農村勞動力4577人，簽約兩家。"
    assert shown(simple) == shown(twin) != ""


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_number_printed_in_chinese_is_read_back(number: int) -> None:
    found = numerals.chinese(in_chinese(number))
    assert found is not None
    assert found.value == number


@given(st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_a_number_printed_in_digits_is_read_back(number: Decimal) -> None:
    for printed in (
        f"{number:,f}",
        f"{number:f}",
        f"{number:f}".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ):
        (found,) = mentions(f"投入{printed}万元")
        assert found.value == number


def test_numerals_out_of_order_are_no_number() -> None:
    assert numerals.chinese("百千") is None
    assert numerals.chinese("三十二十") is None


@given(st.decimals(min_value=1, max_value=99_999, places=2))
def test_what_is_printed_stands_for_what_rounds_or_is_cut_to_it(number: Decimal) -> None:
    (found,) = mentions(f"共{number:f}万元")
    low, high = bounds(found)
    assert high is not None
    assert low <= number < high


@pytest.mark.parametrize(
    ("text", "amount", "wanted"),
    [
        ("80多万元", "84.36", True), ("80多万元", "90", False), ("80多万元", "79.9", False), ("74.14%", "74.149", True),
        ("74.15%", "74.149", True), ("74.16%", "74.149", False), ("近50亿元", "49.72", True), ("近50亿元", "50.1", False),
        ("约4600人", "4577", True), ("约2500人", "4577", False), ("超过4亿元", "4.26", True), ("超过4亿元", "9", None),
        ("不低于30家", "45", True), ("不低于30家", "29", False), ("200余人", "200", False), ("不超过50人", "37", True),
        ("23家", "23", True), ("23家", "24", False),
    ],
)  # fmt: skip
def test_a_sum_is_admitted_as_the_words_mean(text: str, amount: str, wanted: bool | None) -> None:
    (found,) = mentions(text)
    assert admits(found, Decimal(amount)) is wanted


def in_chinese(number: int) -> str:
    """A whole number in words: 37662 → 三万七千六百六十二."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return in_chinese(number // 10_000) + "万" + gap + (in_chinese(rest) if rest else "")
    words, has_gap = "", False
    for worth, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // worth % 10
        if digit:
            words += ("零" if has_gap and words else "") + "零一二三四五六七八九"[digit] + name
            has_gap = False
        else:
            has_gap = True
    return words
