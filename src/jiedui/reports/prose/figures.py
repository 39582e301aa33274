"""Finding every figure in a text: number, scale, measure word, and the words of approximation around them.

A small grammar over number tokens, not over sentences: a token is a figure when a measure word follows (Chinese
numerals always need one), when it is a share, or when digits stand alone and nothing says that they name something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from jiedui.reports.prose import numerals
from jiedui.reports.prose.measures import MEASURE, PLACE_WORDS, measured
from jiedui.reports.prose.mention import Approximation, Mention
from jiedui.reports.prose.neighbours import ranges, shared_units
from jiedui.reports.prose.silences import silences

_SCALE: Final = re.compile(r" ?(百万|千万|十万|十亿|百亿|千亿|万亿|万|亿|千|百|十)(?!万|亿)")
_SCALE_WORTH: Final = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "": 1,
}  # fmt: skip
_INFIX: Final = re.compile(
    r" ?(多|余|来|几)(?=[ 万亿千百个人名家户元期批次项份所对亩位件场趟辆班公平米吨斤头只座栋间条处种支株棵小分天单封笔通卷箱瓶块副套台本张碗杯%])"
)
_BEFORE: Final = re.compile(
    r"(不少于|至少|不低于|不小于|不下|不下于|最少)$|(不超过|至多|最多|不高于|不多于|不足|不到(?:[一-鿿]{2,6}的)?|未满|少于|低于|小于)$|"
    r"(将近|接近|逼近|近|靠近)$|(超过|超|逾|突破|高于|大于|多于|上|破|愈|高出)$|(大约|约|约为|约有|约计|大概|预计约|估计|左近)$"
)
_BEFORE_KINDS: Final = ("at_least", "at_most", "nearly", "over", "about")
_AFTER: Final = re.compile(
    r" ?(?:(以上|及以上|之上|起)|(以下|以内|之内|及以下)|(左右|上下|许(?!多|可)|不等)|(多(?!了|出|于|达|个|种|样|元|家|次|名|方|项|年|措|渠|形|层|业|点)|有余|余))"
)
_AFTER_KINDS: Final = ("at_least", "at_most", "about", "over")
_VAGUE: Final = re.compile(
    r"(?:[几数上]|近|超|约|逾)?([十百千万亿]+)(余|多)|(?:([几数])|(?<=[上近超约逾过成]))([十百千万亿]+)|([十百千])[几数]"
)
_ADJACENT: Final = re.compile(
    r"(十)?([一二两三四五六七八九])([二三四五六七八九])(?=[十百千万亿个人名家户元期批次项份所对亩位件场趟辆天座头条成]|公里|公斤)"
)
_ONE_COUNTED: Final = re.compile(
    r"(?:签订|签署|签约|举办|召开|建成|新建|引进|开行|成立|设立|开办|派出|选派|仅|只有|各|共|了|新增|共有|建立|建有|开通|建设|援建|共建|落地|承办|组织|出台|制定|获批|建起)$"
)
_EXACTLY: Final = re.compile("[共仅了开]$|只有$|召开$|举办$")
_ARTICLES: Final = frozenset(["位", "名", "个", "份", "家", "张", "片", "条", "件", "座", "支", "种", "场", "行"])
_NO_COUNT: Final = re.compile(
    "(?:不止|不只|的|这|那|到了?|在|于|(?<!建)成了?|一.|为|同|哪|某|另|每|融|拧|汇|聚|合|聚到|唯)$"
)
_TENTH_OF_TENTH: Final = re.compile("[一二三四五六七八九](?![一二三四五六七八九十百千万个名家户人])")
_NOT_TENTHS: Final = re.compile(
    "[为立功本果绩员效长品熟活就群交型套片因语分熟器色婚]|天(?!内)|人(?!口|数|均|是|在|以)|年人?|都市"
)
_CLAUSE_END: Final = re.compile(r" ?(?:$|[，,。;、：:！？)\n])")


def find_mentions(plain: str, names: Iterable[tuple[int, int]] = ()) -> list[Mention]:
    """Every figure of a text in reading form, in order. `names` are spans, such as regions', that hold none."""
    quiet = silences(plain, names)
    found: list[Mention] = []
    place = 0
    for begin, end in [*quiet, (len(plain), len(plain))]:
        while place < begin:
            mention, place = _next(plain, place, begin)
            if mention is not None:
                found.append(mention)
        place = max(place, end)
    return shared_units(plain, ranges(plain, found))


_TOKEN: Final = re.compile(rf"百分之|千分之|翻(?:了)?(?:一|两|三|\d)番|\d|[{numerals.CHINESE_CHARACTERS}几数]")


def _next(plain: str, place: int, limit: int) -> tuple[Mention | None, int]:
    """The next figure from a place on, and where to go on looking."""
    match = _TOKEN.search(plain, place, limit)
    if match is None:
        return None, limit
    start, head = match.start(), match[0]
    if head in ("百分之", "千分之"):
        return _share(plain, start, match.end(), "%" if head == "百分之" else "‰")
    if head.startswith("翻"):
        number = numerals.chinese(head[-2]) or numerals.arabic(head[-2])
        return Mention(
            start + len(head) - 2, match.end(), number.value if number else Decimal(1), "番", "番"
        ), match.end()
    if head.isdigit():
        return _arabic(plain, start, limit)
    return _chinese(plain, start, limit)


def _share(plain: str, start: int, place: int, unit: str) -> tuple[Mention | None, int]:
    match = numerals.ARABIC.match(plain, place) or numerals.CHINESE.match(plain, place)
    number = match and (numerals.arabic(match[0]) or numerals.chinese(match[0]))
    if not match or number is None:
        return None, place
    mention = Mention(start, match.end(), number.value, unit, unit, step=number.step, coarse=number.coarse)
    infix = re.match("[多几余]", plain[match.end() : match.end() + 1])
    if infix:
        mention = replace(mention, end=match.end() + 1, approximation="over", is_infix=True)
    return _approximated(plain, mention), mention.end


def _arabic(plain: str, start: int, limit: int) -> tuple[Mention | None, int]:
    match = numerals.ARABIC.match(plain, start, limit)
    assert match is not None
    if _is_running_text(plain, start):
        spaced = numerals.SPACED.match(plain, start, limit)
        if spaced is not None and _is_one_number(spaced[0]):
            match = spaced
    if "，" in match[0] and not _tail(plain, match.end())[0]:
        match = re.compile(r"\d+(?:\.\d+)?").match(plain, start, limit) or match
    number = numerals.arabic(match[0])
    if number is None:
        return None, match.end()
    return _counted(plain, start, match.end(), number, is_arabic=True)


LINE_SEEN: Final = 160
"""How much of a line on either side says whether it is a sentence."""


def _is_running_text(plain: str, place: int) -> bool:
    """Whether the line is a sentence, in which a blank between digits is a slip, and not a row of a table."""
    start = max(plain.rfind("\n", max(0, place - LINE_SEEN), place) + 1, place - LINE_SEEN, 0)
    end = plain.find("\n", place, place + LINE_SEEN)
    line = plain[start : end if end >= 0 else place + LINE_SEEN]
    return (
        "\t" not in line
        and "|" not in line
        and "  " not in line.strip()
        and re.search("[，。;、：]|[一-鿿]{4}", line) is not None
    )


def _is_one_number(text: str) -> bool:
    """Whether digits with blanks between are one number: groups of three, or blanks strewn about."""
    if "," in text or "，" in text:
        return re.fullmatch(r"\d{1,3}(?: ?[,，] ?\d{3})+(?: ?\. ?\d+)?", text) is not None
    return " " in text


def _chinese(plain: str, start: int, limit: int) -> tuple[Mention | None, int]:
    for rule in (_adjacent, _vague):
        mention, place = rule(plain, start, limit)
        if mention is not None:
            return mention, place
    match = numerals.CHINESE.match(plain, start, limit)
    if match is None:
        return None, start + 1
    text = match[0].rstrip("亿万") if match[0][-1] in "亿万" and len(match[0].rstrip("亿万")) else match[0]
    number = numerals.chinese(text)
    tail = match[0][len(text) :]
    if tail == "万" and "亿" in text and (whole := numerals.chinese(match[0])) is not None:
        worth = Decimal(numerals.SCALES[tail])  # 一亿三千五百四十八万: in its last scale
        number = numerals.Number(whole.value / worth, Decimal(1), max(whole.coarse / worth, Decimal(1)))
    if number is None or text[0] in "百千万亿":
        return None, match.end()
    is_tenth = plain.startswith("成", start + 1)
    if text == "一" and not is_tenth and not _is_counted_one(plain, start):
        return None, match.end()
    mention, place = _counted(plain, start, start + len(text), number, is_arabic=False)
    return mention, max(place, match.end())


def _is_counted_one(plain: str, start: int) -> bool:
    """Whether 一 counts, as in 签订协议一份 and 建成一个园区, and is not the article of 一个 …"""
    unit, _scale, end = _tail(plain, start + 1)
    if _NO_COUNT.search(plain[max(0, start - 2) : start]) or (
        unit in ("次", "趟", "行") and not _EXACTLY.search(plain[:start])
    ):
        return False
    if not unit or unit in ("种", "条", "支", "张", "片", "层", "天", "批", "步", "度", "次", "定"):
        return (
            bool(unit) and _CLAUSE_END.match(plain, end) is not None and start > 0 and "一" <= plain[start - 1] <= "鿿"
        )
    if _CLAUSE_END.match(plain, end) and start and "一" <= plain[start - 1] <= "鿿":
        return True
    before = plain[max(0, start - 4) : start]
    is_article = unit in _ARTICLES and before.endswith("了")
    return _ONE_COUNTED.search(before) is not None and not is_article


def _adjacent(plain: str, start: int, limit: int) -> tuple[Mention | None, int]:
    """Two digits side by side are a guess between them: 三五家, 七八十万元."""
    match = _ADJACENT.match(plain, start, limit)
    if match is None or numerals.DIGITS[match[2]] >= numerals.DIGITS[match[3]]:
        return None, start
    tens = None if match[1] else re.compile("[十百千]").match(plain, match.end())
    worth = numerals.TENS[tens[0]] if tens else 1
    end = tens.end() if tens else match.end()
    base = 10 if match[1] else 0
    low, high = (Decimal(base + numerals.DIGITS[sign] * worth) for sign in match.groups()[1:])
    mention, place = _counted(plain, start, end, numerals.Number(low, Decimal(worth), Decimal(worth)), is_arabic=False)
    return (replace(mention, approximation="about", top=high) if mention else None), place


def _vague(plain: str, start: int, limit: int) -> tuple[Mention | None, int]:
    """Numbers that only say a size: 几十家, 数百人, 十几户, 百余人, 上千亩."""
    match = _VAGUE.match(plain, start, limit)
    if match is None:
        return None, start
    word = match[1] or match[4] or match[5]
    scale = re.search("[万亿]+$", word)
    stem = word[: scale.start()] if scale else word
    worth = Decimal(1)
    for sign in stem:
        worth *= numerals.TENS.get(sign, 1)
    number = numerals.Number(worth, worth, worth)
    end = match.end() - len(scale[0]) if scale and not match[2] and not match[5] else match.end()
    if scale and match[2]:
        number = replace(number, value=worth * _SCALE_WORTH.get(scale[0], 1))
    if scale and not stem and not match[2]:
        return None, start
    mention, place = _counted(plain, start, end, number, is_arabic=False)
    if mention is None:
        return None, start
    is_open = match[2] or match[3] or match[5]
    if match[3]:
        mention = replace(mention, top=mention.value * 10)
    return (replace(mention, approximation="over", is_infix=True) if is_open else mention), place


def _counted(
    plain: str, start: int, end: int, number: numerals.Number, *, is_arabic: bool
) -> tuple[Mention | None, int]:
    """The number with its scale and measure word, as a figure; None where it is none."""
    unit, scale, after = _tail(plain, end)
    infix = _INFIX.search(plain[end:after]) if after > end else None
    bare_scale = ""
    if not unit:
        match = _SCALE.match(plain, end)
        lone = _INFIX.match(plain, end)
        if match is None and lone and (match := _SCALE.match(plain, lone.end())):
            infix = lone  # 二十几万
        bare_scale = match[1] if match and match[1] in ("万", "亿", "千万", "百万", "万亿", "千亿", "百亿") else ""
        after = match.end() if match and bare_scale else end
        if lone and not bare_scale and not is_arabic:
            return None, end
    if not unit and not bare_scale and (not is_arabic or _is_name(plain, start, end)):
        return None, end
    if not is_arabic and measured(unit) in PLACE_WORDS:
        return None, after
    if unit == "成":
        tenth = None if is_arabic else _TENTH_OF_TENTH.match(plain, after)
        if number.value >= 10 or (tenth is None and _NOT_TENTHS.match(plain, after)):
            return None, after
        if tenth is not None:  # 五成八
            number = numerals.Number(
                number.value + Decimal(numerals.DIGITS[tenth[0]]) / 10, Decimal("0.1"), Decimal("0.1")
            )
            after = tenth.end()
    if unit == "番":
        return None, after
    worth = _SCALE_WORTH[scale or bare_scale]
    mention = Mention(
        start, after, number.value, (scale or bare_scale) + unit, measured(unit), worth, number.step, number.coarse
    )
    compound = _compound(plain, mention, is_arabic) if worth > 1 else None
    mention = compound or mention
    if infix:
        kind: Approximation = "about" if infix[1] == "来" else "over"
        mention = replace(mention, approximation=kind, is_infix=True)
    return _approximated(plain, mention), mention.end


def _tail(plain: str, place: int) -> tuple[str, str, int]:
    """The measure word after a number, the scale before it, and where they end; no word, no tail."""
    first = _INFIX.match(plain, place)
    at = first.end() if first else place
    scaled = _SCALE.match(plain, at)
    scale, at = (scaled[1], scaled.end()) if scaled else ("", at)
    second = _INFIX.match(plain, at)
    at = second.end() if second else at
    at += len(plain[at : at + 2]) - len(plain[at : at + 2].lstrip(" "))
    match = MEASURE.match(plain, at)
    if match is None:
        return "", "", place
    return match[0], scale, match.end()


def _compound(plain: str, mention: Mention, is_arabic: bool) -> Mention | None:
    """3亿5000万元: one figure, in its last scale."""
    if mention.measure or not mention.unit:
        return None
    rest = (numerals.ARABIC if is_arabic else numerals.CHINESE).match(plain, mention.end)
    if rest is None:
        return None
    text = rest[0].rstrip("万") if not is_arabic else rest[0]
    number = numerals.arabic(text) if is_arabic else numerals.chinese(text.lstrip("零〇"))
    unit, scale, end = _tail(plain, mention.end + len(text))
    worth = _SCALE_WORTH[scale]
    if number is None or not unit or number.value * worth >= mention.scale:
        return None
    value = mention.value * mention.scale / worth + number.value
    return replace(
        mention,
        end=end,
        value=value,
        unit=scale + unit,
        measure=measured(unit),
        scale=worth,
        step=number.step,
        coarse=number.coarse,
    )


def _is_name(plain: str, start: int, end: int) -> bool:
    """Whether digits without a measure word name something: a year, a code, a number with its 号."""
    digits = plain[start:end]
    if _is_cell(plain, start, end):
        return False
    if re.fullmatch(r"(?:199\d|20[0-4]\d)", digits) or (
        len(digits) > 1 and digits.startswith("0") and "." not in digits
    ):
        return True
    before, after = plain[max(0, start - 1) : start], plain[end : end + 1]
    return bool(re.match(r"[A-Za-z_/\\#@№〔]", before)) or bool(re.match(r"[A-Za-z_号楼路级版代/°′℃]", after))


def _is_cell(plain: str, start: int, end: int) -> bool:
    """Whether digits are a cell of a table's row, after another that is a number too."""
    before = plain[plain.rfind("\n", 0, start) + 1 : start]
    return (
        before.endswith("\t")
        and re.match("[\t\n]|$", plain[end:]) is not None
        and len(re.findall(r"\t[\d.,]+(?=\t)", before)) > 0
    )


def _approximated(plain: str, mention: Mention) -> Mention:
    if mention.approximation != "exact":
        return mention
    before = re.sub(r"(?:了|到|至|有|为|达|达到)? ?$", "", plain[max(0, mention.start - 6) : mention.start])
    for text in (plain[max(0, mention.start - 9) : mention.start].rstrip(), before):
        match = _BEFORE.search(text)
        if match and not re.search(
            r"(?:最|附|邻|新|远|贴|亲|就|晋|以|在|网|线|马|会|路|船|身|赶)[近上]$|上$(?<![以超]上)", text
        ):
            return replace(mention, approximation=_BEFORE_KINDS[(match.lastindex or 1) - 1])
    if (
        re.search(r"(?:^|[^以在网线马会路身赶])上$", plain[max(0, mention.start - 2) : mention.start])
        and mention.coarse >= 10
    ):
        return replace(mention, approximation="over")
    match = _AFTER.match(plain, mention.end)
    if match:
        kind = _AFTER_KINDS[(match.lastindex or 1) - 1]
        return replace(mention, approximation=kind, is_infix=kind == "over")
    return mention
