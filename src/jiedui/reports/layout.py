"""The layout of official documents, GB/T 9704-2012: paper, margins, type, line pitch, page numbers.

*Units*: twentieths of a point, as Word counts; type sizes in half points. 2号 is 22 pt, 3号 16 pt, 4号 14 pt. Fonts are
named as offices have them; where one is missing, the reader's program takes the one named beside it in the font table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt, Twips

from jiedui.reports.word_xml import HEAD, NAMESPACES, NUMBER, TEXT, parsed

LINE: Final = 580
"""29 pt: 22 lines make 638 pt, the 225 mm between the margins."""
BOTTOM: Final = 1980
"""35 mm less a hair, so that the 22nd line still fits."""
CLOSER: Final = -5
"""A quarter of a point less between characters of 16 pt, so that 28 of them stand in 156 mm. It is said in the styles,
for programs differ in how they read a grid of characters."""

BODY_SIZE: Final = 16
"""3号."""
TABLE_SIZE: Final = 10.5
"""五号: five places side by side, with four decimals."""

SONG, TITLE_SONG, FANG, HEI, KAI = "宋体", "方正小标宋简体", "仿宋", "黑体", "楷体"
FALLBACKS: Final = {
    TITLE_SONG: "方正小标宋_GBK;小标宋;宋体;SimSun;Noto Serif CJK SC",
    FANG: "仿宋_GB2312;FangSong;方正仿宋简体;Noto Serif CJK SC",
    HEI: "SimHei;方正黑体简体;Noto Sans CJK SC",
    KAI: "楷体_GB2312;KaiTi;方正楷体简体;Noto Serif CJK SC",
    SONG: "SimSun;Noto Serif CJK SC",
}


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: font, size in points, alignment, first line in characters, heading level (0 none), line pitch
    (0 as the type needs)."""

    name: str
    font: str
    size: float
    align: str = "both"
    indent: int = 0
    level: int = 0
    line: int = LINE
    bold: bool = False


STYLES: Final = (
    Style("ReportTitle", TITLE_SONG, 22, "center", line=700),
    Style("ReportSubtitle", KAI, 16, "center"),
    Style("ReportBody", FANG, 16, indent=2),
    Style("ReportHeading1", HEI, 16, "left", indent=2, level=1),
    Style("ReportHeading2", KAI, 16, "left", indent=2, level=2),
    Style("ReportCaption", HEI, 14, "center", line=480),
    Style("ReportNote", FANG, 12, "left", line=400),
    Style("ReportSlot", FANG, 16, indent=2),
    Style(HEAD, HEI, TABLE_SIZE, "center", line=0),
    Style(TEXT, FANG, TABLE_SIZE, "left", line=0),
    Style(NUMBER, FANG, TABLE_SIZE, "right", line=0),
)


def official_document() -> Any:
    """An empty document in this layout, with its styles and page numbers."""
    document = Document()
    for paragraph in list(document.element.body.iterchildren(f"{{{_W}}}p")):
        document.element.body.remove(paragraph)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Twips(BOTTOM)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)  # the number stands 7 mm below the text
    grid = parsed(f'<w:docGrid {NAMESPACES} w:type="lines" w:linePitch="{LINE}"/>')
    for old in section._sectPr.findall(f"{{{_W}}}docGrid"):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    _normal(document)
    ensure_styles(document)
    _page_numbers(document)
    _fallbacks(document)
    return document


DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def ensure_styles(document: Any) -> None:
    """Add the styles that are not there; an office's own of the same name stay as they are."""
    there = {style.style_id for style in document.styles}
    for style in STYLES:
        if style.name in there:
            continue
        made = document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
        made.font.size, made.font.bold = Pt(style.size), style.bold
        fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
        _set_fonts(fonts, style.font)
        if style.size == BODY_SIZE:
            size = made.element.rPr.find(f"{{{_W}}}sz")
            size.addprevious(parsed(f'<w:spacing {NAMESPACES} w:val="{CLOSER}"/>'))
        _set_paragraph(made.paragraph_format, made.element.get_or_add_pPr(), style)


ALIGNMENTS: Final = {
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY, "center": WD_ALIGN_PARAGRAPH.CENTER,
    "left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip


def _set_paragraph(form: Any, properties: Any, style: Style) -> None:
    form.alignment = ALIGNMENTS[style.align]
    if style.line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Twips(style.line)
    else:
        form.line_spacing = 1.0
        properties.insert(0, parsed(f'<w:snapToGrid {NAMESPACES} w:val="0"/>'))
    form.space_before = form.space_after = Pt(0)
    form.keep_with_next = bool(style.level) or None
    if style.indent:
        form.first_line_indent = Pt(style.indent * style.size)
        properties.find(f"{{{_W}}}ind").set(f"{{{_W}}}firstLineChars", str(style.indent * 100))
    if style.level:
        properties.append(parsed(f'<w:outlineLvl {NAMESPACES} w:val="{style.level - 1}"/>'))


def _set_fonts(fonts: Any, name: str) -> None:
    """The font of both Chinese and Latin text: digits are printed in the body's own font."""
    for place in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(f"{{{_W}}}{place}", name)


def _normal(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    _set_fonts(normal.element.get_or_add_rPr().get_or_add_rFonts(), FANG)
    language = parsed(f'<w:lang {NAMESPACES} w:val="en-US" w:eastAsia="zh-CN"/>')
    normal.element.get_or_add_rPr().append(language)


_FIELD: Final = (
    '<w:r>{0}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{0}<w:instrText xml:space="preserve"> PAGE </w:instrText>'
    '</w:r><w:r>{0}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{0}<w:t>1</w:t></w:r>'
    '<w:r>{0}<w:fldChar w:fldCharType="end"/></w:r>'
)


def _page_numbers(document: Any) -> None:
    """— 1 — in 宋体 4号: to the right on odd pages, to the left on even ones, one character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    fonts = "".join(f'w:{place}="{SONG}" ' for place in ("ascii", "hAnsi", "eastAsia"))
    run = f'<w:rPr><w:rFonts {fonts}/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    dash = f'<w:r>{run}<w:t xml:space="preserve">{{}}</w:t></w:r>'
    inner = dash.format("— ") + _FIELD.format(run) + dash.format(" —")
    for footer, side, indent in (
        (section.footer, "right", 'w:right="280"'),
        (section.even_page_footer, "left", 'w:left="280"'),
    ):
        footer.is_linked_to_previous = False
        element = footer._element
        for old in list(element):
            element.remove(old)
        element.append(parsed(f'<w:p {NAMESPACES}><w:pPr><w:ind {indent}/><w:jc w:val="{side}"/></w:pPr>{inner}</w:p>'))


def _fallbacks(document: Any) -> None:
    """Name in the font table what stands in for each font."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = f"{DECLARATION}<w:fonts {NAMESPACES}>{fonts}</w:fonts>".encode()
