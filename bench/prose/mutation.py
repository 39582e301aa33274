"""Figures changed one at a time in texts that are true: each change has to be found, as a difference or in the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bench.prose.corpus import Labelled
from bench.prose.scoring import Check

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def changes(text: Labelled, label: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Other ways to print one figure, each wrong: (what was done, the figure's new text)."""
    printed = label["text"]
    digits = [place for place, sign in enumerate(printed) if sign.isdigit() and sign.isascii()]
    for place in digits[:1] + digits[-1:] if len(digits) > 1 else digits:
        sign = str((int(printed[place]) + 3) % 10 or 1)
        if sign != printed[place]:
            yield "digit", printed[:place] + sign + printed[place + 1 :]
    for first, second in pairwise(digits):
        if second == first + 1 and printed[first] != printed[second] and printed[second] != "0":
            swapped = printed[:first] + printed[second] + printed[first] + printed[second + 1 :]
            yield "swapped digits", swapped
            break
    for scale, other in (("万", "亿"), ("亿", "万"), ("萬", "億"), ("億", "萬")):
        if scale in printed:
            yield "scale", printed.replace(scale, other)
            break
    if digits and re.fullmatch(r"\d+\D+", printed):
        yield "a nought more", re.sub(r"(\d+)", r"\g<1>0", printed, count=1)


def mutations(text: Labelled) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every changed text: (what was done, the text, the label of the changed figure)."""
    for label in text.mentions:
        if "indicator" in label and label["kind"] == "result" and "status" not in label:
            for what, printed in changes(text, label):
                yield what, text.content[: label["start"]] + printed + text.content[label["end"] :], label


def is_found(answer: dict[str, Any], start: int) -> bool:
    """Whether the figure that begins at a place is said to differ, or not to fit another."""
    differs = any(one["start"] == start and one["status"] == "differs" for one in answer["mentions"])
    broken = any(
        span[0] == start for one in answer["relations"] if not one["holds"] for span in (one["whole"], *one["parts"])
    )
    return differs or broken


def measured(texts: list[Labelled], check: Check) -> tuple[int, int, list[str]]:
    """How many changed figures there were, how many were found, and which were not."""
    made = found = 0
    missed = []
    for text in texts:
        for what, content, label in mutations(text):
            made += 1
            answer = check(content)
            if is_found(answer, label["start"]):
                found += 1
            else:
                one = next((one for one in answer["mentions"] if one["start"] == label["start"]), None)
                said = one and (one["text"], one["status"], one["indicator"], one["ledger_value"])
                missed.append(f"{text.name}: {label['text']} ({what}): {said}")
    return made, found, missed
