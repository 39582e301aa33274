"""Evidence: files by digest, of a kind, on any record of any register."""

from __future__ import annotations

from jiedui.registers.declaration import Register
from jiedui.registers.fields import AnyRecord, Choice, Day, Text, count

KINDS = {
    "approval": ("批复", "批文"),
    "contract": ("合同",),
    "agreement": ("协议",),
    "voucher": ("凭证",),
    "roster": ("花名册",),
    "photo": ("照片",),
    "minutes": ("会议纪要", "纪要"),
    "acceptance": ("验收材料", "验收"),
    "certificate": ("证书",),
    "document": ("文件",),
    "other": ("其他", "其它"),
}

EVIDENCE = Register(
    code="evidence",
    english="evidence",
    chinese="佐证材料",
    part="evidence",
    one_record="One file that proves a record: its kind, its name, its digest; the file itself is kept by digest.",
    words=("佐证材料目录", "佐证材料台账"),
    fields=(
        Text(name="target_register", english="register", headings=("佐证台账",), required=True, limit=40),
        AnyRecord(name="target", english="record", headings=("佐证记录号",), base="item", unit="个", register_in="target_register", required=True),
        Choice(name="kind", english="kind of evidence", headings=("材料类别", "材料类型"), options=KINDS, required=True),
        Text(name="title", english="title", headings=("材料名称",), required=True),
        Text(name="digest", english="digest", headings=("文件摘要", "SHA-256"), required=True, limit=64),
        count("size", "size in bytes", "文件大小(字节)", unit="个", base="item"),
        Day(name="dated_on", english="dated", headings=("材料日期",)),
    ),
    key=("target_register", "target", "digest"),
    homes=("target",),
)  # fmt: skip  # fmt: skip

REGISTERS = (EVIDENCE,)
