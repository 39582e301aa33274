"""Make the shipped template of the brief: its words below, its layout from `jiedui.reports.layout`.

    .venv/bin/python tools/brief_template.py

An office edits the template in Word, not here; this is how the shipped one came about.
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedui.config.settings")

import django

django.setup()

from jiedui.reports.layout import official_document  # noqa: E402 - after Django is set up

OUTPUT = Path(__file__).resolve().parent.parent / "src" / "jiedui" / "reports" / "data" / "brief.docx"

T, S, B, H, K, N = "ReportTitle", "ReportSubtitle", "ReportBody", "ReportHeading1", "ReportHeading2", "ReportNote"
TEXT: tuple[tuple[str, str], ...] = (
    (T, "{{ title }}"),
    (S, "（{{ period }}）"),
    (N, "{%p if invented %}"),
    (N, "演示文稿：其中记录均为虚构。"),
    (N, "{%p endif %}"),
    (B, "按照东西部协作工作要求，现将{{ region }}{{ period }}东西部协作工作情况报告如下。本报告数值取自协作台账，"
        "统计口径为{{ standing }}，统计日为{{ as_of }}。"),
    (B, '{{ say(total ~ "投入协作资金{funds.committed}", "实施协作项目{projects.count}", '
        '"引导落地投产企业{enterprises.in_production}", "实际到位投资{investment.paid_in}", '
        'total ~ "赴东部结对省就业{labour.east_ever}") }}'),
    (B, "{{ missing() }}"),
    (H, "一、组织领导"),
    (B, '{{ say("开展互访{organisation.visit_groups}", "{organisation.visit_persons}", '
        '"其中党政主要领导互访{organisation.leader_visits}") }}'
        '{{ say("召开联席会议{organisation.joint_meetings}") }}'
        '{{ say("召开领导小组会{organisation.leading_group_meetings}") }}'
        '{{ say("专题研究{organisation.studies}") }}'
        '{{ say("双方签署协议{organisation.agreements}", "其中框架协议{organisation.framework_agreements}") }}'
        '{{ say("出台政策文件{organisation.documents}") }}{{ say("在册协作机构{organisation.offices}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ table("organisation", caption="表1 组织领导") }}'),
    (H, "二、资金与项目"),
    (K, "（一）协作资金"),
    (B, '{{ say(total ~ "投入协作资金{funds.committed}", "实施协作项目{projects.count}") }}'
        '{{ parts("funds.committed", "projects.count") }}'),
    (B, '{{ say("其中用于产业发展{funds.committed_industry}", "占协作资金的{funds.industry_share}") }}'
        '{{ say("县均投入{funds.per_county}") }}'
        '{{ say(total ~ "拨付{funds.disbursed}", "拨付率{funds.disbursed_rate}") }}'
        '{{ say(total ~ "支出{funds.spent}", "支出率{funds.spent_rate}") }}'
        '{{ say("接受社会捐赠资金{funds.donated_money}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ chart("funds.committed", "协作资金分布") }}'),
    (B, '{{ table("funds", caption="表2 协作资金") }}'),
    (K, "（二）协作项目"),
    (B, '{{ say("实施协作项目{projects.count}", "其中产业项目{projects.industry}") }}'
        '{{ say("完工{projects.finished}", "完工率{projects.finished_rate}") }}'
        '{{ say("通过验收{projects.accepted}") }}{{ say("总体形象进度{projects.physical}") }}'
        '{{ say("完成现场核查{projects.checked}") }}'
        '{{ say("项目受益{projects.persons}", "其中脱贫人口{projects.persons_lifted}") }}'
        '{{ say("形成项目资产原值{assets.value}", "其中经营性资产{assets.operating_value}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ table("projects", caption="表3 协作项目") }}'),
    (H, "三、产业协作"),
    (B, '{{ say("共建产业园区{parks.count}", "其中农业产业园{parks.agricultural}") }}'
        '{{ say("园区联农收益{parks.income}") }}{{ say("园区用工{parks.jobs}") }}'),
    (B, '{{ say("举办招商推介活动{promotion.events}", "邀请企业家{promotion.invited}", '
        '"实地考察{promotion.on_site}") }}'
        '{{ say("签约商协会{promotion.chambers_signed}") }}{{ say("签约企业{promotion.enterprises_signed}") }}'
        '{{ say("引导落地投产企业{enterprises.in_production}", "实际到位投资{investment.paid_in}") }}'
        '{{ say("吸纳农村劳动力{employment.rural}", "其中脱贫劳动力{employment.lifted}") }}'
        '{{ parts("enterprises.in_production", "investment.paid_in") }}'),
    (B, '{{ say("援建帮扶车间{workshops.running}", "吸纳就业{workshops.jobs}", '
        '"其中脱贫劳动力{workshops.lifted}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ chart("enterprises.in_production", "引导落地投产企业分布") }}'),
    (B, '{{ table("industry", caption="表4 产业协作") }}'),
    (H, "四、劳务协作"),
    (B, '{{ say(yearly ~ "赴东部结对省就业{labour.east_year}", "其中脱贫劳动力{labour.east_year_lifted}") }}'
        '{{ say(total ~ "赴东部结对省就业{labour.east_ever}", "其中脱贫劳动力{labour.east_ever_lifted}") }}'
        '{{ say(yearly ~ "省内就近就业{labour.home_year}") }}'
        '{{ say("开行点对点专车（专列）{labour.trips}", "输送{labour.trip_persons}") }}'
        '{{ say("举办劳务培训班{training.classes}", "培训农村劳动力{training.persons}") }}'
        '{{ say("到东部就读职业学校学生{labour.students}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ month_chart("labour.east_year", "各月新增赴东部结对省就业") }}'),
    (B, '{{ table("labour", caption="表5 劳务协作") }}'),
    (H, "五、人才交流"),
    (B, '{{ say("东部选派党政挂职干部{talent.officials_to_west}") }}'
        '{{ say("东部选派专业技术人才{talent.specialists_to_west}") }}'
        '{{ say("西部选派党政挂职干部{talent.officials_to_east}") }}'
        '{{ say("西部选派专业技术人才{talent.specialists_to_east}") }}'
        '{{ say("培训党政干部{training.cadre_times}") }}{{ say("培训专业技术人才{training.specialist_times}") }}'
        '{{ say("培训致富带头人{training.leader_times}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ table("talent", caption="表6 人才交流") }}'),
    (H, "六、消费协作"),
    (B, '{{ say("采购和帮助销售农畜牧产品、特色手工艺品{consumption.amount}", "其中采购{consumption.purchase}", '
        '"帮助销售{consumption.assisted}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ month_chart("consumption.amount", "各月消费协作金额") }}'),
    (B, '{{ table("consumption", caption="表7 消费协作") }}'),
    (H, "七、结对帮扶与乡村振兴"),
    (B, '{{ say("县县结对{pairs.county}") }}{{ say("镇镇结对{pairs.township}") }}{{ say("村村结对{pairs.village}") }}'
        '{{ say("企村结对{pairs.enterprise_village}") }}{{ say("社会组织与村结对{pairs.organisation_village}") }}'
        '{{ say("西部{pairs.schools_here}学校与东部{pairs.schools_there}学校结对") }}'
        '{{ say("西部{pairs.hospitals_here}医院与东部{pairs.hospitals_there}医院结对") }}'
        '{{ say("打造示范村（点）{revitalisation.villages}", "投入资金{revitalisation.funds}") }}'),
    (B, "{{ missing() }}"),
    (B, '{{ table("pairs", "revitalisation", caption="表8 结对帮扶与乡村振兴") }}'),
    (H, "八、目标任务"),
    (B, '{{ agreement(caption="表9 年度协议目标与完成情况") }}'),
    (B, '{{ goals(caption="表10 目标与完成情况") }}'),
    (H, "附：口径与出处"),
    (N, "{{ restatements() }}"),
    (N, "{{ about() }}"),
    (N, "表中“—”为台账无记录，不是零。各数值均可由文中链接查到其定义、分录与凭证。"),
)  # fmt: skip


def main() -> None:
    document = official_document()
    for style, text in TEXT:
        document.add_paragraph(text, style=style)
    OUTPUT.parent.mkdir(exist_ok=True)
    document.core_properties.author = "Jiedui"
    document.core_properties.comments = ""
    document.save(OUTPUT)


if __name__ == "__main__":
    main()
