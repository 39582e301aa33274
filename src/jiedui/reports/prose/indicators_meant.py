"""Which indicators a figure can be: by the words of its own clause, else by what the text was speaking of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jiedui.reports.prose.measures import PLACE_WORDS
from jiedui.reports.prose.mention import Mention
from jiedui.reports.prose.places import Places
from jiedui.reports.prose.vocabulary import Surroundings, Vocabulary, says_nothing

if TYPE_CHECKING:
    from jiedui.reports.prose.contexts import Context

REPEATED: Final = 100
"""A number of three digits or more that is not round is, printed again without words of its own, the same figure."""
_PER_HEAD: Final = re.compile("[户人亩村班日月]均")
_PLACES_COUNTED: Final = re.compile(
    "(?:东部|西部|协作|脱贫|贫困|结对|受援|重点|帮扶|经济强|地级|县级|行政|自然|省级|国家级)*(?:省|市|县|区(?!域)|乡|镇|村|街道|社区|自治|地市|屯|基层|单位|部门)"
)
_ONLY_CONCERNS: Final = re.compile(r"[^一-鿿]*(?:涉及|金额|佣金|租金|股金|薪金|分红)[^一-鿿]*")
_OF_TARGET: Final = re.compile("完成率|时序|序时|时间进度")
_LACKING: Final = re.compile(
    "剩下|没收尾|没办完|迟迟|不全|对不上|没谈|在谈|洽谈|尚差|还差|尚缺|仍缺|未到|未完|没完|未验|缺口|扣"
)
_ADDED_UP: Final = re.compile("拢共|合起来|加起来|加在一起|合在一起|合计|共计|总计|总共")
_WORD: Final = re.compile("[一-鿿]{2}")
_SAID: Final = re.compile("这一?个?(?:金额|数字|数额|数|指标)|该(?:数|金额|指标)")
_PART_OF: Final = re.compile("其中|当中|含|包括|[(]")
_TIME: Final = re.compile(
    r"\d{4}年|[前首头]?\d+个?月(?:底|份)?|今年|去年|同期|季内|本季|单季|本月|当年|全年|上半年|下半年|前?第?[一二三四]个?季度|截至|以来"
)
_GENERAL: Final = re.compile("市本级|本级|全市|全县|三县|各县|[市县区](?![均级])")


class IndicatorsMeant:
    """Reads the indicators of one text's figures; `found` are the contexts before, in order."""

    def __init__(
        self, plain: str, places: Places, vocabulary: Vocabulary, found: Sequence[Context], *, is_torn: bool
    ) -> None:
        """`is_torn`: tables fell apart into lines, so that a number without a unit tells nothing."""
        self.is_torn = is_torn
        self.plain, self.places, self.vocabulary, self.found = plain, places, vocabulary, found

    def meant(self, sentence: int, paragraph: int, mention: Mention, words: Surroundings,
              heading: str, above: Context | None = None) -> tuple[Sequence[str], Context | None]:  # fmt: skip
        """The indicators, best first, and the earlier figure that they were taken from. `above`: of a table's row that
        is a part of the row above, that row's figure."""
        if self._counts_no_indicator(mention, words):
            return [], None
        if above is not None and (part := self._part_of(above, mention)):
            return [part], above
        earlier = [one for one in self.found[-12:] if one.codes and paragraph - one.paragraph <= 6]
        near = [one for one in earlier if one.paragraph == paragraph]
        found = self._part(near, sentence, mention, words)
        if found is None and not says_nothing(self._without_regions(words.own)):
            near_words = replace(words, before=words.before.rpartition(";")[2])
            codes = self.vocabulary.readings(mention.measure, near_words) or self.vocabulary.readings(
                mention.measure, words
            )
            again = self._same_number(mention, words.own) if len(codes) > 1 else None
            if again is not None and again.codes[0] in codes:
                return again.codes, again
            return (codes, None) if codes else self._by_digits_or_heading(mention, words, heading)
        if found is None and mention.measure in ("%", "成"):
            codes = self.vocabulary.readings(mention.measure, words)
            if codes:
                return codes, None
        lead = re.split("[，,;：、]", words.before.rstrip("，,;：、 "))[-1]
        if found is None and lead and not re.search(r"\d", lead) and not says_nothing(self._without_regions(lead)):
            codes = self.vocabulary.readings(mention.measure, replace(words, own=lead))
            if codes:
                return codes, None
        if found is None:
            found = self._total(near, sentence, mention, words) or self._gone_on(
                [one for one in near if one.sentence == sentence], sentence, mention, words)  # fmt: skip
        if found is not None:
            return found
        codes = self.vocabulary.readings(mention.measure, replace(words, own=words.before or words.own))
        if codes and words.before:
            return codes, None
        found = self._gone_on(near if mention.unit else earlier, sentence, mention, words)
        return found or ((codes, None) if codes else self._by_digits_or_heading(mention, words, heading))

    def _total(self, near: Sequence[Context], sentence: int, mention: Mention, words: Surroundings) -> tuple[list[str], Context] | None:  # fmt: skip
        """采购 …, 帮助销售 …, 合计 …: what the figures before are parts of."""
        here = [one for one in near if one.sentence == sentence and one.mention.measure == mention.measure]
        wholes = {self.vocabulary.indicators[one.codes[0]].part_of for one in here}
        if not _ADDED_UP.search(words.own) or len(here) < 2 or len(wholes) != 1 or "" in wholes:
            return None
        return [wholes.pop()], here[-1]

    def _part(self, near: Sequence[Context], sentence: int, mention: Mention, words: Surroundings) -> tuple[list[str], Context] | None:  # fmt: skip
        """其中脱贫: the indicator that counts the part of the figure before in the sentence."""
        if "脱贫" not in words.own or not _PART_OF.search(words.own + words.before[-3:]):
            return None
        for one in reversed(near):
            part = self._part_of(one, mention)
            if part and one.sentence == sentence:
                return [part], one
        return None

    def _part_of(self, one: Context, mention: Mention) -> str:
        parts = (self.vocabulary.part_of(code, mention.measure) for code in one.codes)
        return next((part for part in parts if part), "")

    def _gone_on(self, known: Sequence[Context], sentence: int, mention: Mention, words: Surroundings) -> tuple[list[str], Context] | None:  # fmt: skip
        """The indicator of the last figure that can be gone on with where the clause has no words of its own."""
        if mention.measure in ("%", "成") and "占" in words.own:
            return None
        is_pointing = _SAID.search(words.own) is not None
        for one in reversed(known):
            fitting = self._carried(one, mention, is_same_sentence=one.sentence == sentence)
            if fitting and not (is_pointing and one.is_part):
                return fitting, one
        return None

    def _by_digits_or_heading(self, mention: Mention, words: Surroundings, heading: str) -> tuple[Sequence[str], Context | None]:  # fmt: skip
        """By the same number of some digits earlier in the text, else by what the heading adds to the words."""
        same = self._same_number(mention, words.own)
        if same is not None:
            return same.codes, same
        if not heading:
            return [], None
        below = replace(words, before=f"{heading} {words.before}")
        codes = self.vocabulary.readings(mention.measure, below)
        beside = replace(words, own=f"{heading} {words.own}")
        return codes or self.vocabulary.readings(mention.measure, beside), None

    def _same_number(self, mention: Mention, own: str) -> Context | None:
        """The last figure of the same number: of some digits, or spoken of in two of the same characters."""
        for one in reversed(self.found):
            if not one.codes or one.mention.size != mention.size or one.mention.measure != mention.measure:
                continue
            words = self.plain[one.clause[0] : one.clause[1]]
            shared = (own[place : place + 2] for place in range(len(own) - 1))
            if mention.value / mention.coarse >= REPEATED or any(
                pair in words for pair in shared if _WORD.fullmatch(pair)
            ):
                return one
        return None

    def _counts_no_indicator(self, mention: Mention, words: Surroundings) -> bool:
        if self.is_torn and not mention.unit:
            return True
        if mention.measure == "%" and _OF_TARGET.search(words.own):
            return True
        if (
            _ONLY_CONCERNS.fullmatch(words.own)
            or mention.measure in PLACE_WORDS
            or _PER_HEAD.search(words.own)
            or (_LACKING.search(words.own) and "结转" not in words.own)
        ):
            return True
        return mention.measure == "个" and _PLACES_COUNTED.match(self.plain, mention.end) is not None

    def _carried(self, one: Context, mention: Mention, *, is_same_sentence: bool) -> list[str]:
        """The indicators of an earlier figure, where this one can be the same; a part stands for nothing further on."""
        if one.is_part and not is_same_sentence:
            return []
        if not mention.unit and not mention.measure:
            return list(one.codes)
        if one.mention.measure != mention.measure:
            return []
        return [code for code in one.codes if self.vocabulary.fits(code, mention.measure)]

    def _without_regions(self, own: str) -> str:
        bare = _TIME.sub("", own)
        for start in range(len(bare) - 1):
            for spelling in self.places.by_start.get(bare[start : start + 2], ()):
                bare = bare.replace(spelling, " " * len(spelling))
        return _GENERAL.sub("", bare)
