"""Filling: places in a rendered text become numbers with their origins, tables and charts.

A template's text is rendered with short tokens where something of ours belongs; here each token is replaced inside its
run, whose looks the pieces take over. So an office may write a number anywhere in a sentence, in any type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final
from xml.sax.saxutils import escape

from lxml import etree

from jiedui.reports.contents import Said
from jiedui.reports.word_xml import NAMESPACES, Links, Origins, parsed, w

OPEN, CLOSE, NOTHING = "\ue000", "\ue001", "\ue002"
TOKEN: Final = re.compile(f"{OPEN}([nb])(\\d+){CLOSE}")
Block = Callable[[Links], list[Any]]
"""Makes the paragraphs and tables that stand in place of a token's paragraph."""


class Pieces:
    """What the tokens of one document stand for."""

    def __init__(self) -> None:
        self.numbers: list[Said] = []
        self.blocks: list[Block] = []

    def number(self, said: Said) -> str:
        self.numbers.append(said)
        return f"{OPEN}n{len(self.numbers) - 1}{CLOSE}"

    def block(self, made: Block) -> str:
        self.blocks.append(made)
        return f"{OPEN}b{len(self.blocks) - 1}{CLOSE}"


def fill(element: Any, pieces: Pieces, origins: Origins, links: Links) -> None:
    """Replace the tokens in one part of a document. A paragraph that had nothing to say goes."""
    for paragraph in list(element.iter(w("p"))):
        texts = [node for node in paragraph.iter(w("t")) if node.text and _is_ours(node.text)]
        if not texts:
            continue
        blocks: list[Block] = []
        for node in texts:
            for kind, number in TOKEN.findall(node.text):
                if kind == "b":
                    blocks.append(pieces.blocks[int(number)])
        for run in {id(node.getparent()): node.getparent() for node in texts}.values():
            _fill_run(run, pieces, origins, links)
        following = paragraph
        for made in (one for block in blocks for one in block(links)):
            following.addnext(made)
            following = made
        if not "".join(node.text or "" for node in paragraph.iter(w("t"))).strip():
            paragraph.getparent().remove(paragraph)


def _is_ours(text: str) -> bool:
    return OPEN in text or NOTHING in text


def _fill_run(run: Any, pieces: Pieces, origins: Origins, links: Links) -> None:
    """Cut a run at its tokens: text keeps the run's looks, numbers take them over."""
    look = run.find(w("rPr"))
    properties = "" if look is None else _as_text(look)
    made: list[Any] = []
    for child in run:
        if child.tag == w("rPr"):
            continue
        if child.tag == w("t"):
            made += _cut(child.text or "", properties, pieces, origins, links)
        else:
            same = parsed(f"<w:r {NAMESPACES}>{properties}</w:r>")
            same.append(deepcopy(child))
            made.append(same)
    for one in made:
        run.addprevious(one)
    run.getparent().remove(run)


def _cut(text: str, properties: str, pieces: Pieces, origins: Origins, links: Links) -> Iterator[Any]:
    parts = TOKEN.split(text.replace(NOTHING, ""))
    for place in range(0, len(parts), 3):
        if parts[place]:
            words = escape(parts[place])
            yield parsed(f'<w:r {NAMESPACES}>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>')
        if place + 1 < len(parts) and parts[place + 1] == "n":
            inner = origins.number(pieces.numbers[int(parts[place + 2])], links, properties)
            yield from list(parsed(f"<w:p {NAMESPACES}>{inner}</w:p>"))


def _as_text(element: Any) -> str:
    return str(etree.tostring(element, encoding="unicode", with_tail=False))
