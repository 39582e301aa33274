"""Times in a text: 截至2023年9月底, 2021年以来, 今年前8个月, 2023年5月、9月, 去年, 上半年, “十四五”以来.

Each becomes a half-open interval whose ends may be open; what is relative is read from the text's own base day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from jiedui.kernel.periods import next_month
from jiedui.reports.prose import numerals

_C: Final = "〇零一二三四五六七八九十"
_YEAR: Final = r"(?P<year>(?:19|20) ?\d ?\d|[一二][九〇零][〇零一二三四五六七八九]{2}) ?年度?|(?P<relative>今年|本年度?|当年|年内|全年|去年|上年|上一年|前年|明年)"
_N: Final = rf"(?:\d{{1,2}}|[{_C}]{{1,3}})"
_EXPRESSION: Final = re.compile(
    rf"(?P<begin>(?:统计)?起点[：:为是]*|起始[于自]?[：:]?)?(?P<reach>截至到?|截止[到至]?|统计日期?|统计时点|到|至|自|从)? ?(?:"
    rf"(?P<from>(?:19|20)\d\d) ?年? ?(?:[-—~至到]|—) ?(?P<to>(?:19|20)\d\d) ?年?(?!\d| ?月)|"
    rf"(?:{_YEAR})(?P<tail>同期)?(?:的)? ?(?:"
    rf"(?:(?P<first>{_N}) ?(?:月)? ?(?:[-—~至到、和与]|月、) ?)?(?P<month>{_N}) ?月份?(?: ?(?P<day>{_N}) ?[日号])?(?P<edge>底|末|初|上旬|中旬|下旬)?|"
    rf"[前首头] ?(?P<months>{_N}) ?个月|(?P<half>上半年|下半年)|(?P<quarter>(?:前|第)?[一二三四1-4]个?季度)|(?P<yearedge>底|末|初))?|"
    rf"(?<![\d.年])(?:(?P<first2>{_N}) ?月? ?[-—~至到] ?)?(?P<month2>{_N}) ?月份?(?: ?(?P<day2>{_N}) ?[日号])?(?P<edge2>底|末|初|上旬|中旬|下旬)?|"
    rf"[前首头] ?(?P<months2>{_N}) ?个月|(?P<half2>上半年|下半年)|(?P<quarter2>(?:前|第)?[一二三四]个?季度)|"
    rf"(?P<sametime>同一年|同年|本季度?|季内|当季|单季|期内)|[“《]?(?P<plan>十[二三四五]五)[”》]?(?:规划)?|(?P<thismonth>本月|当月)|(?P<now>目前|现有|现在|今天|迄今|发稿|现阶段|眼下)|"
    rf"(?P<span>近|最近|过去|这)?(?P<years>\d|[一二两三四五六七八九十]) ?(?:多|余)?年(?P<come>来|多来|间|以来|时间)?|"
    rf"(?P<whole>(?:结对|协作|帮扶|东西部协作|粤桂协作|挂职|实施|启动|开展|建立)(?:工作|关系|帮扶|协作)*以来|累计|历年|历来)"
    rf")(?P<since> ?(?:以来|至今|起|开始|来(?=[,，]))|[^，。;\d]{{0,18}}?以来)?"
)


_YEARS: Final = re.compile(
    r"(?<![\d〔\[(.])(20[0-4]\d)(?: ?年度?(?!拟|计划|将|力争|预计|工作计划)|[-./](?:0?[1-9]|1[0-2])(?!\d))"
)
_TITLE_YEAR: Final = re.compile(r"(?<![\d〔\[(自从])(20\d\d) ?年(?![^，]{0,8}(?:以来|起|至今|开始))")
_GROWN: Final = re.compile("[增升降减扩提涨长加高少展大]")


@dataclass(frozen=True, slots=True)
class Period:
    """An interval as a text says it. `is_reach` where it says how far (截至), and stands until another does;
    `is_future` where it ends after the base day and is a plan's; `is_whole` where all time is meant (累计);
    `is_same_time` where the same part of the year before is meant (去年同期); `is_brief` where it names months or days of what happened then, and the next sentence speaks of the whole again."""

    start: int
    end: int
    since: date | None
    until: date | None
    is_reach: bool = False
    is_future: bool = False
    is_whole: bool = False
    is_earlier: bool = False
    is_brief: bool = False
    is_same_time: bool = False
    is_same_year: bool = False
    is_open: bool = False
    is_relative: bool = False


def find_periods(plain: str, base: date) -> list[Period]:
    """Every time that a text names, in order, read from a base day."""
    found = []
    for match in _EXPRESSION.finditer(plain):
        is_growth = match["reach"] in ("到", "至") and _GROWN.search(plain[max(0, match.start() - 1) : match.start()])
        period = _period(match, base, has_reach=not is_growth)
        if period is None or (period.is_whole and found and _goes_on(plain, found, period)):
            continue
        last = next((one for one in reversed(found) if one.since is not None and not is_compared(plain, one)), None)
        if (
            last and period.is_earlier and not period.is_same_time and _is_year(last) and last.since
        ):  # 2022年 …, 上年底 …
            period = _of_year_before(period, last.since.year)
        if period.is_same_year and last and _is_year(last):  # 2022年 …, in the next paragraph 全年 …
            period = replace(period, since=last.since, until=last.until)
        if period.is_relative and last is None:
            continue
        found.append(replace(last, start=period.start, end=period.end) if period.is_relative and last else period)
    return found


def _of_year_before(period: Period, year: int) -> Period:
    """上年 of a text that speaks of a year: the year before that one."""
    shift = year - 1 - (period.since.year if period.since else year - 1)
    if not shift or period.since is None or period.until is None:
        return period
    return replace(period, since=date(period.since.year + shift, period.since.month, 1),
                   until=date(period.until.year + shift, period.until.month, 1))  # fmt: skip


def is_compared(plain: str, period: Period) -> bool:
    """Whether a time is only compared with: 较2021年的 …, 比上年 …"""
    return plain[: period.start].endswith(("较", "比", "超过", "高于", "低于", "多于", "少于"))


def _is_year(period: Period) -> bool:
    """Whether a period is one whole year that has passed."""
    since, until = period.since, period.until
    return since is not None and until is not None and (until.year - since.year, since.month, until.month) == (1, 1, 1)


def _goes_on(plain: str, found: list[Period], whole: Period) -> bool:
    """Whether 累计 is said of a time named before: 今年1—9月累计, 1996年以来 … 累计."""
    last = found[-1]
    if last.since and 0 <= whole.start - last.end <= 1:
        return True
    opened = next((one for one in reversed(found) if one.is_open), None)
    return opened is not None and "。" not in plain[opened.end : whole.start] and not any(
        one.since and not one.is_open and one.start > opened.start for one in found)  # fmt: skip


def report_day(plain: str, day: date) -> date:
    """The day that a text speaks from which was asked about as of a day: the end of an earlier year where its title
    names one and the text none that is later."""
    title = plain.strip().split("\n")[0]
    named = _TITLE_YEAR.search(title) if "。" not in title and len(title) < 50 else None
    years = [int(year) for year in _YEARS.findall(plain)]
    if named is None or not years or max(years) > int(named[1]) or int(named[1]) >= day.year:
        return day
    return date(int(named[1]), 12, 31)


HEAD: Final = 200
"""How far into a text stands up to when it speaks."""


def base_day(plain: str, fallback: date) -> date:
    """The day that a text speaks from: of what it says of days and months, the last one before the fallback."""
    stated = re.search(
        r"(?:截[至止]|统计日|统计时点)[^\n]{0,3}((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?", plain[:HEAD]
    )
    if stated is not None and 1 <= int(stated[2]) <= 12:
        month_end = next_month(date(int(stated[1]), int(stated[2]), 1)) - timedelta(days=1)
        return min(month_end if not stated[3] else month_end.replace(day=min(int(stated[3]), month_end.day)), fallback)
    days: list[date] = []
    for match in re.finditer(
        r"((?:19|20)\d\d) ?年 ?(\d{1,2}) ?月 ?(?:(\d{1,2}) ?日|(底|末))?|(20\d\d)[-./](\d{1,2})[-./](\d{1,2})", plain
    ):
        year, month, day = int(match[1] or match[5]), int(match[2] or match[6]), match[3] or match[7]
        try:
            first = date(year, month, int(day) if day else 1)
        except ValueError:
            continue
        days.append(first if day else next_month(first) - timedelta(days=1))
    years = [date(int(year), 12, 31) for year in re.findall(r"(?<!\d)(20\d\d) ?年", plain[:200])]
    past = [day for day in days if day <= fallback] or [day for day in years if day <= fallback]
    return max(past, default=fallback)


def _number(text: str | None) -> int:
    if not text:
        return 0
    found = numerals.arabic(text) or numerals.chinese(text)
    return int(found.value) if found else 0


def _year_of(match: re.Match[str], base: date) -> int:
    if match["year"]:
        return _number(match["year"].replace(" ", ""))
    shift = {"去": -1, "上": -1, "前": -2, "明": 1}.get((match["relative"] or "今")[0], 0)
    return base.year + shift


def _period(match: re.Match[str], base: date, *, has_reach: bool = True) -> Period | None:
    start, end, after = match.end() - len(match[0].lstrip()), match.end(), base + timedelta(days=1)
    if match["whole"]:
        return Period(start, end, None, None, is_whole=True)
    if match["sametime"]:
        return Period(start, end, None, None, is_relative=True)
    if match["thismonth"]:
        return Period(start, end, base.replace(day=1), after)
    if match["now"]:
        return Period(start, end, None, after, is_reach=True)
    if match["plan"]:
        first = 2021 - 5 * "五四三二".index(match["plan"][1]) + 5
        return Period(start, end, date(first, 1, 1), min(date(first + 5, 1, 1), after))
    if match["years"]:
        return _years(match, base)
    bounds = _bounds(match, base)
    return None if bounds is None else _bounded(match, base, bounds, has_reach=has_reach)


def _bounded(match: re.Match[str], base: date, bounds: tuple[date, date], *, has_reach: bool) -> Period | None:
    """The period of an expression that covers an interval, as its words around that take it."""
    start, end, after = match.end() - len(match[0].lstrip()), match.end(), base + timedelta(days=1)
    since, until = bounds
    if match["since"] or match["begin"]:
        return Period(start, end, since, after, is_open=True)
    if has_reach and match["reach"] and match["reach"] not in ("自", "从"):
        return _up_to(match, until, after)
    if since > base:  # a dateline of some days later is no time that figures speak of; another year is
        return Period(start, end, since, until) if since.year > base.year else None
    if (match["edge"] or match["edge2"] or match["yearedge"]) in ("底", "末"):
        return Period(start, end, None, min(until, after), is_reach=True)
    if match["tail"]:
        return Period(start, end, since, min(until, after), is_earlier=True, is_same_time=True)
    if match["relative"] in ("全年", "当年") and not (
        match["month"] or match["months"] or match["half"] or match["quarter"]
    ):
        return Period(start, end, since, min(until, after), is_same_year=True)
    is_earlier = match["relative"] in ("上年", "上一年")
    is_brief = bool(match["month"] or match["month2"]) and since.month > 1
    return Period(start, end, since, min(until, after), is_earlier=is_earlier, is_brief=is_brief or is_earlier)


def _up_to(match: re.Match[str], until: date, after: date) -> Period:
    """截至9月底, 到年底: up to a day, or one that is still to come."""
    start, end, is_reached = match.start(), match.end(), match["reach"][0] in "截统"
    if until > after and not is_reached:
        return Period(start, end, None, until, is_future=True)
    return Period(start, end, None, until if is_reached else min(until, after), is_reach=True)


def _years(match: re.Match[str], base: date) -> Period | None:
    """近三年, 三年来; years that only last, as 挂职两年, are none."""
    start, end, after = match.start(), match.end(), base + timedelta(days=1)
    if not (match["span"] or match["come"]):
        return None
    if match["come"] and match["come"][-1] == "来" and not match["span"]:
        return Period(start, end, None, None, is_whole=True)  # 三年来, 两年多来: since it began, not to the day
    first = base.year - _number(match["years"].replace("两", "二")) + 1
    return Period(start, end, date(first, 1, 1), after)


def _bounds(match: re.Match[str], base: date) -> tuple[date, date] | None:
    """The whole interval that an expression covers."""
    if match["from"]:
        return date(int(match["from"]), 1, 1), date(int(match["to"]) + 1, 1, 1)
    has_year = bool(match["year"] or match["relative"])
    year = _year_of(match, base)
    month = _number(match["month"] if has_year else match["month2"])
    if month:
        return _months(match, year, month, has_year)
    months = _number(match["months"] or match["months2"])
    if months:
        return (date(year, 1, 1), next_month(date(year, months, 1))) if months <= 12 else None
    half, quarter = match["half"] or match["half2"], match["quarter"] or match["quarter2"]
    if half:
        return (date(year, 1, 1), date(year, 7, 1)) if half[0] == "上" else (date(year, 7, 1), date(year + 1, 1, 1))
    if quarter:
        number = _number(re.sub("[前第个季度]", "", quarter)) or 1
        first = 1 if quarter[0] == "前" else 3 * number - 2
        return date(year, first, 1), next_month(date(year, 3 * number, 1))
    if match["yearedge"] == "初":
        return date(year, 1, 1), date(year, 2, 1)
    return date(year, 1, 1), date(year + 1, 1, 1)


def _months(match: re.Match[str], year: int, month: int, has_year: bool) -> tuple[date, date] | None:
    first = _number(match["first"] if has_year else match["first2"]) or month
    day = _number(match["day"] if has_year else match["day2"])
    if not (1 <= first <= month <= 12):
        return None
    try:
        if day:
            found = date(year, month, day)
            return found, found + timedelta(days=1)
    except ValueError:
        return None
    return date(year, first, 1), next_month(date(year, month, 1))
