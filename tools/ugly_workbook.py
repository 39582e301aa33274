"""A workbook as a county sends it: a title, a heading of two rows with merged cells, units, a total, three bad cells.

The pictures of the tour show how it is read; the tests of the browser mend and import it. `mended` writes the same
workbook with the three cells put right. All in it is invented.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import xlsxwriter

SHEET: Final = "三季度"
UPPER: Final = ("序号", "项目概况", None, None, "协作县", "协作资金(万元)", "批复日期", "备注")
LOWER: Final = ("年度", "项目名称", "项目类型")
ROWS: Final = [
    ["2023年", "演示茶叶加工车间", "产业", "马山县", "320.5", "2023年3月8日", "已开工"],
    [2023, "演示桑蚕养殖基地", "产业类", "马山县", 180, "2023.4.12", None],
    [2023, "演示村级道路硬化", "乡村建设", "马山县", " 96 ", "2023-05-06", "含护栏"],
    [2023, "演示致富带头人培训", "人才", "马山县", "45.00", "2023/6/1", None],
    [2023, "演示就业服务驿站", "就业", "马山县", 60, "2023年7月15日", "待验收"],
    [2023, "演示饮水提升工程", "民生", "马山县", 128, "2023-08-20", None],
]
BAD: Final = {(1, 2): "产业链(待定)", (3, 4): "约四十五", (5, 5): "2023年13月"}
"""(row, column) → what stands there before it is mended: no kind, no amount, no month of any year."""
FIRST_ROW: Final = 5
"""The row of the sheet in which the first project stands."""
TOTAL: Final = sum(float(str(row[4])) for row in ROWS)


def write_ugly_workbook(path: Path, *, mended: bool = False) -> Path:
    """Write the workbook. Returns its path."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.set_column(2, 2, 24)
        bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1, "text_wrap": True})
        sheet.merge_range(0, 0, 0, 7, "马山县2023年粤桂协作项目台账(演示数据,纯属虚构)", bold)
        sheet.write_string(1, 0, "填报单位:马山县协作办(演示)")
        sheet.merge_range(2, 1, 2, 3, UPPER[1], bold)
        for column in (0, 4, 5, 6, 7):
            sheet.merge_range(2, column, 3, column, UPPER[column], bold)
        sheet.write_row(3, 1, LOWER, bold)
        for number, row in enumerate(ROWS):
            sheet.write_number(number + 4, 0, number + 1)
            for column, right in enumerate(row):
                value = right if mended else BAD.get((number, column), right)
                if value is not None:
                    sheet.write(number + 4, column + 1, value)
        last = len(ROWS) + 4
        sheet.merge_range(last, 0, last, 4, "合计", bold)
        sheet.write_number(last, 5, TOTAL)
        sheet.write_string(last + 1, 0, "注:资金以批复文件为准。")
    return path
