"""Word's own XML for what a report puts into a document: a number with its origin, a table of them.

A number is a content control whose tag is the figure's id, around a link to its trace page: sentences about it may be
rewritten, and it can still be told which figure it is. Tables are made as one text and parsed once, so that thousands
of rows take a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import Part
from docx.opc.rel import _Relationship
from lxml import etree

from jiedui.reports.contents import Contents, Said
from jiedui.reports.figure_ids import LONGEST, figure_id
from jiedui.reports.wording import MARK, MISSING, name_of, number_text

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES: Final = f'xmlns:w="{W}" xmlns:r="{R}"'
LONGEST_ALIAS: Final = 64


def w(name: str) -> str:
    """A name in Word's namespace."""
    return f"{{{W}}}{name}"


class Links:
    """The links of one part of a document, each address once. Adding one never looks through those there are."""

    def __init__(self, part: Part, address: str) -> None:
        self.part = part
        self.address = address
        self._known: dict[str, str] = {}

    def to(self, path: str) -> str:
        """The relationship's id of a link to a path of the pages."""
        if path not in self._known:
            name = f"rIdFigure{len(self._known) + 1}"
            target = self.address + path if self.address else path.lstrip("/")
            self.part.rels[name] = _Relationship(name, RT.HYPERLINK, target, self.part.partname.baseURI, True)
            self._known[path] = name
        return self._known[path]


class Origins:
    """What makes numbers of one report into XML: its figures' ids, and numbers for the controls."""

    def __init__(self, contents: Contents, paths: Any) -> None:
        self.contents = contents
        self.paths = paths
        self._numbers = count(910_000_001)

    def number(self, said: Said, links: Links, properties: str = "", missing: str = MISSING) -> str:
        """The runs of a number: the control, and behind it the mark of one that was restated."""
        text = missing if said.value is None else number_text(said.value)
        marked = said.key in self.contents.restated
        return self._control(said, text, links, properties) + (_mark(properties) if marked else "")

    def _control(self, said: Said, text: str, links: Links, properties: str) -> str:
        tag = figure_id(said, self.contents.lens.level)
        alias = name_of(self.contents.definitions[said.code])[:LONGEST_ALIAS]
        run = f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        if len(tag) > LONGEST:
            return run
        link = links.to(self.paths(said, self.contents.lens))
        return (
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(alias)}/><w:tag w:val={quoteattr(tag)}/>"
            f'<w:id w:val="{next(self._numbers)}"/></w:sdtPr><w:sdtContent>'
            f'<w:hyperlink r:id="{link}" w:history="1">{run}</w:hyperlink></w:sdtContent></w:sdt>'
        )


def _mark(properties: str) -> str:
    bare = properties.removeprefix("<w:rPr>").removesuffix("</w:rPr>") if properties else ""
    return f'<w:r><w:rPr>{bare}<w:vertAlign w:val="superscript"/></w:rPr><w:t>{MARK}</w:t></w:r>'


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its share of the width, and whether it holds numbers."""

    heading: str
    share: int = 1
    is_number: bool = False


def table_xml(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str | Said]],
    origins: Origins | None = None,
    links: Links | None = None,
) -> str:
    """A table as text: headings repeated on every page, numbers to the right, rows never torn apart.

    One that says no figure of a report needs neither origins nor links.
    """
    whole = sum(column.share for column in columns)
    widths = [TEXT_WIDTH * column.share // whole for column in columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells = "".join(
        _cell(f"<w:r><w:t>{escape(c.heading)}</w:t></w:r>", x, HEAD) for c, x in zip(columns, widths, strict=True)
    )
    parts = [
        f"<w:tbl {NAMESPACES}>{TABLE_PROPERTIES}<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
    ]
    for row in rows:
        parts.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        for column, width, value in zip(columns, widths, row, strict=True):
            style = NUMBER if column.is_number else TEXT
            inner = (
                origins.number(value, links, missing="—")
                if isinstance(value, Said) and origins is not None and links is not None
                else f'<w:r><w:t xml:space="preserve">{escape(value)}</w:t></w:r>'
            )
            parts.append(_cell(inner, width, style))
        parts.append("</w:tr>")
    parts.append("</w:tbl>")
    return "".join(parts)


TEXT_WIDTH: Final = 8844
"""The width of the text in twentieths of a point: 156 mm."""
HEAD, TEXT, NUMBER = "TableHead", "TableText", "TableNumber"
"""The paragraph styles of a table's cells; a template that lacks them gets them."""
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
TABLE_PROPERTIES: Final = (
    f'<w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>'
    + "".join(f"<w:{side} {_LINE}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
    '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)


def _cell(inner: str, width: int, style: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p></w:tc>'
    )


def parsed(text: str) -> Any:
    """XML text as elements of python-docx's own kind."""
    from docx.oxml.parser import oxml_parser

    return etree.fromstring(text, oxml_parser)


def paragraph_xml(text: str, style: str, *, keep_next: bool = False) -> str:
    keep = "<w:keepNext/>" if keep_next else ""
    return (
        f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )
