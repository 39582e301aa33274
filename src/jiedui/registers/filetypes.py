"""What a file is, by its content: the kinds that are kept as evidence, each with how a browser is told of it.

A name says nothing: whoever renames a program to photo.jpg is refused, and what is shown in a page is told apart from
what is only handed out. Nothing is unpacked here but the list of an archive's parts.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Final

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_LOOKED_AT: Final = 1 << 16
_MIMETYPE_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its ending, its media type, whether a browser shows it as a picture or as a document."""

    ending: str
    media: str
    shown_as: str = ""


PICTURES: Final = {
    b"\x89PNG\r\n\x1a\n": FileType(".png", "image/png", "picture"),
    b"\xff\xd8\xff": FileType(".jpg", "image/jpeg", "picture"),
    b"GIF87a": FileType(".gif", "image/gif", "picture"),
    b"GIF89a": FileType(".gif", "image/gif", "picture"),
}
WEBP: Final = FileType(".webp", "image/webp", "picture")
PDF: Final = FileType(".pdf", "application/pdf", "document")
TEXT: Final = FileType(".txt", "text/plain; charset=utf-8")
PARTS: Final = {
    "word/document.xml": FileType(".docx", f"{_OFFICE}wordprocessingml.document"),
    "xl/workbook.xml": FileType(".xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "ppt/presentation.xml": FileType(".pptx", f"{_OFFICE}presentationml.presentation"),
}
OPEN_DOCUMENTS: Final = {
    f"{_ODF}text": FileType(".odt", f"{_ODF}text"),
    f"{_ODF}spreadsheet": FileType(".ods", f"{_ODF}spreadsheet"),
    f"{_ODF}presentation": FileType(".odp", f"{_ODF}presentation"),
}
OLD_OFFICE: Final = {
    "WordDocument": FileType(".doc", "application/msword"),
    "Workbook": FileType(".xls", "application/vnd.ms-excel"),
    "Book": FileType(".xls", "application/vnd.ms-excel"),
    "PowerPoint Document": FileType(".ppt", "application/vnd.ms-powerpoint"),
}
ACCEPTED: Final = "PNG, JPEG, WebP, GIF, PDF, Word, Excel, PowerPoint, WPS, OpenDocument, TXT, CSV"
"""The kinds in words; the same in every language."""


def file_type(content: bytes) -> FileType | None:
    """What a file is; None for what is not kept as evidence."""
    for beginning, kind in PICTURES.items():
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    if content.startswith(_OLE):
        return next((kind for name, kind in OLD_OFFICE.items() if name.encode("utf-16-le") in content), None)
    return TEXT if _is_text(content) else None


def _archive(content: bytes) -> FileType | None:
    """An office document that is an archive; any other archive is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in PARTS.items() if part in names), None)
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    said = part.read(_MIMETYPE_LONGEST).decode("ascii", "replace").strip()
                return OPEN_DOCUMENTS.get(said)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return None  # damaged, or packed in a way that no office does
    return None


def _is_text(content: bytes) -> bool:
    """Whether a file is plain text of a table or a note: no markup that a browser would read, no control characters."""
    head = content[:_TEXT_LOOKED_AT]
    if b"\0" in content or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"{"):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(char >= " " or char in "\t\r\n\f" for char in text[:_TEXT_LOOKED_AT])
    return False
