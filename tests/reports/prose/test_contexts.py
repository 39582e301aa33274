"""What each figure speaks of."""

from __future__ import annotations

import pytest

from tests.reports.prose.reading import CITY, LONGAN, MASHAN, SHANGLIN, contexts

SHORT = {CITY: "N", SHANGLIN: "S", MASHAN: "M", LONGAN: "L"}

TABLE = """
截至2023年9月底，全市投入协作资金42602万元，其中市本级327万元，上林县13548万元，马山县15089万元。
  | funds.committed N; funds.committed N!; funds.committed S; funds.committed M
全市实施项目109个。其中，隆安县25个。引进企业23家。
  | projects.count N; projects.count L; enterprises.in_production N
上林县、马山县、隆安县分别投入协作资金13548万元、15089万元、13638万元。
  | funds.committed S; funds.committed M; funds.committed L
协作资金和项目分别为42602万元和109个。
  | funds.committed N; projects.count N
马山县引进企业9家，吸纳农村劳动力1753人，其中脱贫劳动力736人。
  | enterprises.in_production M; employment.rural M; employment.lifted M
累计帮助37662名农村劳动力到广东就业，举办培训班64期，培训农村劳动力2522人。
  | labour.east_ever N; training.classes N; training.persons N
百色市引进企业126家。
  | enterprises.in_production 451000000000
上林县花卉园通过佣金、租金每年带动增收80多万元，提供就业岗位200多个。
  | parks.income S; parks.jobs S
百色市粤桂协作有亮点。今年以来，全市实施项目58个，引进企业31家。
  | projects.count 451000000000; enterprises.in_production 451000000000
本报南宁10月18日讯 百色市引进企业31家。
  | enterprises.in_production 451000000000
全市引进企业23家（其中马山县9家），吸纳农村劳动力4577人。
  | enterprises.in_production N; enterprises.in_production M; employment.rural N
从投入看，上林、马山、隆安协作资金分别为13548万元、15089万元和13638万元。实施项目依次为37个、37个、25个。
  | funds.committed S; funds.committed M; funds.committed L; projects.count S; projects.count M; projects.count L
他今年38岁，行程3万多公里。
  | - N; - N
"""


def _cases() -> list[tuple[str, str]]:
    lines = TABLE.strip().splitlines()
    return [
        (text.strip(), wanted.partition("|")[2].strip()) for text, wanted in zip(lines[::2], lines[1::2], strict=True)
    ]


@pytest.mark.parametrize(("text", "wanted"), _cases())
def test_a_figure_is_read_with_its_indicator_and_region(text: str, wanted: str) -> None:
    found = [
        f"{one.codes[0] if one.codes else '-'} {SHORT.get(one.region, one.region)}{'!' if one.own else ''}"
        for one in contexts(text)
    ]
    assert "; ".join(found) == wanted


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2021年以来，全市实施项目109个。", "2021-01-01", "2023-10-01"),
        ("截至2023年6月底，全市实施项目109个。", "None", "2023-07-01"),
        ("今年前8个月，全市实施项目9个。", "2023-01-01", "2023-09-01"),
        ("去年，全市实施项目9个。", "2022-01-01", "2023-01-01"),
        ("2023年5月、9月，举办招商推介活动2次。", "2023-05-01", "2023-10-01"),
        ("2022年，全市实施项目9个。累计引进企业23家。", "2022-01-01", "2023-01-01"),
        ("上半年，全市实施项目9个。", "2023-01-01", "2023-07-01"),
        ("“十四五”以来，全市实施项目9个。", "2021-01-01", "2023-10-01"),
        ("2021至2022年，全市实施项目9个。", "2021-01-01", "2023-01-01"),
        ("南宁市2022年度工作报告\n全市实施项目9个。", "2022-01-01", "2023-01-01"),
        ("一、情况\n【本月】\n实施项目9个。", "2023-09-01", "2023-10-01"),
        ("截止至2023年6月，全市实施项目9个。", "None", "2023-07-01"),
        ("今年首8个月，全市实施项目9个。", "2023-01-01", "2023-09-01"),
    ],
)
def test_a_figure_is_read_with_its_period(text: str, since: str, until: str) -> None:
    first = contexts(text)[0]
    assert (str(first.since), str(first.until)) == (since, until)


def test_the_months_of_an_event_do_not_go_on_into_the_next_sentence() -> None:
    found = contexts("截至2023年9月底，成效明显。2023年5月，举办招商推介活动1次。引进企业23家。")
    assert [str(one.since) for one in found] == ["2023-05-01", "None"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("力争实施项目40个。", "plan"), ("到2025年，培训农村劳动力3000人。", "plan"), ("计划投入协作资金1亿元。", "plan"),
        ("实施项目40个。", "result"), ("引进企业23家，同比增长12%。", "result change"), ("超额完成目标，实施项目40个。", "result"),
        ("计划办培训班6期，实办7期。", "plan result"), ("拟引进企业2家，1—9月引进企业1家。", "plan result"),
        ("一、今年\n实施项目40个。\n二、明年打算\n实施项目45个。", "result plan"),
    ],
)  # fmt: skip
def test_plans_and_changes_are_told_from_results(text: str, kind: str) -> None:
    assert " ".join(one.kind for one in contexts(text)) == kind


@pytest.mark.parametrize(
    "text", ["每个车间用工50人。", "合作社吸纳农村劳动力30人。", "户均增收8000元。", "吸纳农村劳动力30人。"]
)
def test_what_speaks_of_less_than_a_region_has_no_scope(text: str) -> None:
    assert not any(one.has_scope for one in contexts(text))


def test_a_donor_is_never_the_place_of_a_figure() -> None:
    assert {one.region for one in contexts("深圳市福田区投入协作资金300万元，到广东就业200人。")} == {CITY}
