"""The text against itself."""

from __future__ import annotations

import pytest

from tests.reports.prose.reading import relations

TABLE = """
全市投入协作资金42602万元，其中市本级327万元，上林县13548万元，马山县15089万元，隆安县13638万元。 | sum yes
全市投入协作资金42602万元，其中市本级327万元，上林县13584万元，马山县15089万元，隆安县13638万元。 | sum no
上半年销售1200万元，下半年销售1500万元，全年合计2800万元。 | sum no
全年培训12期640人次。其中党政干部4期200人次，致富带头人8期440人次。 | sum yes; sum yes
吸纳农村劳动力4577人，其中脱贫劳动力1925人。 | subset yes
吸纳就业300人，其中脱贫劳动力360人。 | subset no
带动就业800人，其中脱贫劳动力320人，占40%。 | share yes; subset yes
带动就业800人，其中脱贫劳动力320人，占45%。 | share no; subset yes
覆盖率108%。 | share no
50户农户分红25万元，户均6000元。 | average no
50户农户分红25万元，户均5000元。 | average yes
企业由28家增至36家，增长28.6%。 | change yes
企业由28家增至36家，增长35%。 | change no
用工从1000人增加到1200人，增加300人。 | change no
合作社从12家发展到24家，翻了一番。 | change yes
全市实施项目109个。成效明显。全市共实施项目190个。 | repeat no
全市实施项目109个。成效明显。全市共实施项目109个。 | repeat yes
采购325万元，帮助销售279万元，合计604万元。 | sum yes
采购325万元，帮助销售279万元，合计640万元。 | sum no
消费协作640万元，由采购325万元和帮助销售279万元构成。 | sum no
选派干部4人，专业技术人才12人，合计17人。 | sum no
今年车间用工300人，去年同期为240人，同比增长30%。 | change no
今年车间用工300人，去年同期为240人，同比增长25%。 | change yes
去年有48名工人，今年增加17名，如今63名。 | change no
去年有48名工人，今年增加15名，如今63名。 | change yes
引进企业协议投资19.22亿元，到位投资14.76亿元，占协议投资的76.8%。 | share yes
实施项目37个，已完工33个，完工率86.5%。 | share no
实施项目37个，已完工32个，完工率86.5%。 | share yes
提供就业岗位640个，其中吸纳农村劳动力588人，占比超过九成。 | share yes; subset yes
梳理出问题17条：当场整改9条，限期整改7条。 | sum no
实施项目37个，已完工34个。剩下没完工的4个项目要抓紧。 | sum no
"""

NONE = """
投入协作资金42602万元，其中产业类28458万元，就业类3074万元。
引进企业23家，培训农村劳动力2522人，完成年度任务的110%。
举办培训班64期，培训2522人，人均补贴300元。
上林县实施项目37个。马山县实施项目37个。隆安县实施项目25个。
2021年实施项目30个。2022年实施项目40个。
举办劳务协作培训班4期164人。举办2023年专题培训班1期40人。
投资项目1732个，投资完成总额1019亿元。其中，制造业项目1231个，投资完成额744亿元。
去年亩产2800斤，今年亩产3200斤，收购价还高了15%。
四级手术做了19台；由他主刀的有126台，占全部手术的62.1%。
投入协作资金42602万元，拨付40626万元，占地5亩。
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_figures_that_have_to_fit_are_compared(line: str) -> None:
    text, _, wanted = line.partition("|")
    assert "; ".join(f"{one.kind} {'yes' if one.holds else 'no'}" for one in relations(text.strip())) == wanted.strip()


@pytest.mark.parametrize("line", NONE.strip().splitlines())
def test_what_need_not_fit_raises_no_alarm(line: str) -> None:
    assert [one for one in relations(line) if not one.holds] == []


def test_what_is_expected_is_said_in_the_printed_unit() -> None:
    (relation,) = relations("50户农户分红25万元，户均6000元。")
    assert relation.expected == "5000"
