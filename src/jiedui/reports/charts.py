"""Charts as Word's own: bars by place, bars or a line by month, with the numbers behind them in a small workbook.

A chart of Word's own prints sharp, takes the document's fonts, and can be changed in Word; nothing has to draw it.
Beside every chart stands a table of the same numbers, which says what is missing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from docx.opc.packuri import PackURI
from docx.opc.part import Part

CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
C: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
COLOUR: Final = "1F5FA8"
WIDTH, HEIGHT = 5_580_000, 2_700_000
"""155 × 75 mm, in 914,400ths of an inch."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One row of numbers by name. `kind` bar or line; None is missing, and nothing is drawn for it."""

    title: str
    unit: str
    kind: str
    names: Sequence[str]
    values: Sequence[Decimal | None]


class Charts:
    """The charts of one document."""

    def __init__(self, part: Any) -> None:
        self.part = part
        self._numbers = count(1)

    def drawing(self, chart: Chart) -> str:
        """The paragraph that shows a chart, as XML; its parts are in the document from then on."""
        number = next(self._numbers)
        package = self.part.package
        book = Part(PackURI(f"/word/embeddings/jiedui{number}.xlsx"), WORKBOOK_TYPE, _workbook(chart), package)
        made = Part(PackURI(f"/word/charts/jiedui{number}.xml"), CHART_TYPE, b"", package)
        inner = made.relate_to(book, f"{RELATIONS}/package")
        made._blob = _chart_xml(chart, inner).encode()
        outer = self.part.relate_to(made, f"{RELATIONS}/chart")
        words = quoteattr(f"{chart.title}({chart.unit})")
        return (
            '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<w:pPr><w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/>'
            '<w:jc w:val="center"/></w:pPr><w:r><w:drawing>'
            '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
            f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{WIDTH}" cy="{HEIGHT}"/>'
            f'<wp:docPr id="{920_000_000 + number}" name="chart {number}" descr={words}/>'
            f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" '
            f'xmlns:r="{RELATIONS}" r:id="{outer}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
        )


def _workbook(chart: Chart) -> bytes:
    """The numbers behind a chart: what Word opens when somebody wants to change it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_string(0, 1, f"{chart.title}({chart.unit})")
        for row, (name, value) in enumerate(zip(chart.names, chart.values, strict=True), 1):
            sheet.write_string(row, 0, name)
            if value is not None:
                sheet.write_number(row, 1, float(value))  # the last step: a spreadsheet keeps nothing else
    return stream.getvalue()


def _chart_xml(chart: Chart, workbook: str) -> str:
    size, title = len(chart.names), escape(f"{chart.title}({chart.unit})")
    names = "".join(f'<c:pt idx="{n}"><c:v>{escape(name)}</c:v></c:pt>' for n, name in enumerate(chart.names))
    values = "".join(
        f'<c:pt idx="{n}"><c:v>{value:f}</c:v></c:pt>' for n, value in enumerate(chart.values) if value is not None
    )
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{title}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        + _shape(chart.kind)
        + ('<c:invertIfNegative val="0"/>' if chart.kind == "bar" else "")
        + _labels("outEnd" if chart.kind == "bar" else "t")
        + f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${size + 1}</c:f><c:strCache>"
        f'<c:ptCount val="{size}"/>{names}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>Sheet1!$B$2:$B${size + 1}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{size}"/>{values}</c:numCache></c:numRef></c:val>'
        + ('<c:smooth val="0"/>' if chart.kind == "line" else "")
        + "</c:ser>"
    )
    axes = '<c:axId val="930000001"/><c:axId val="930000002"/>'
    if chart.kind == "bar":
        plot = (
            '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
            f'{series}<c:gapWidth val="80"/>{axes}</c:barChart>'
        )
    else:
        plot = (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{series}<c:marker val="1"/>{axes}</c:lineChart>'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{RELATIONS}"><c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{_type(1200)}</a:pPr><a:r>{_run(1200)}<a:t>{title}</a:t></a:r></a:p>"
        '</c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        f"<c:plotArea><c:layout/>{plot}{_axes()}</c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:txPr><a:bodyPr/><a:p><a:pPr>{_type(1000)}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        f'<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _type(size: int) -> str:
    return f'<a:defRPr sz="{size}" b="0"><a:latin typeface="宋体"/><a:ea typeface="宋体"/></a:defRPr>'


def _run(size: int) -> str:
    return f'<a:rPr lang="zh-CN" sz="{size}" b="0"><a:latin typeface="宋体"/><a:ea typeface="宋体"/></a:rPr>'


def _shape(kind: str) -> str:
    if kind == "bar":
        return f'<c:spPr><a:solidFill><a:srgbClr val="{COLOUR}"/></a:solidFill></c:spPr>'
    return (
        f'<c:spPr><a:ln w="28575"><a:solidFill><a:srgbClr val="{COLOUR}"/></a:solidFill></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr><a:solidFill><a:srgbClr val="{COLOUR}"/>'
        "</a:solidFill></c:spPr></c:marker>"
    )


def _labels(position: str) -> str:
    shown = "".join(
        f'<c:{name} val="{int(name == "showVal")}"/>'
        for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    return f'<c:dLbls><c:dLblPos val="{position}"/>{shown}</c:dLbls>'


def _axes() -> str:
    grey = '<a:solidFill><a:srgbClr val="D0D5DB"/></a:solidFill>'
    return (
        '<c:catAx><c:axId val="930000001"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="930000002"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        '<c:valAx><c:axId val="930000002"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr><a:ln w="6350">{grey}</a:ln></c:spPr>'
        '</c:majorGridlines><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="930000001"/>'
        '<c:crosses val="autoZero"/></c:valAx>'
    )
