"""A text out of what was sent: plain text, HTML, Word, PDF with a text layer. What it is follows from its bytes.

Places in the result are character offsets; of a Word document each paragraph's place is kept, for the comments.
Nothing in a document is run, no address in it is opened, and an archive is measured before it is unpacked.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, Literal

from jiedui.kernel.errors import Place, refused
from jiedui.reports.prose.word import open_word, word_paragraphs

TextKind = Literal["text", "html", "docx", "pdf"]
MAX_TEXT_BYTES: Final = 20 * 1024 * 1024
"""A report with its pictures; pictures are not read."""
MAX_PAGES: Final = 500
_HIDDEN: Final = frozenset(("script", "style", "head", "template", "noscript"))
_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "dd",
        "dt",
    ]
)
_VOID: Final = frozenset(["br", "hr", "img", "input", "meta", "link"])


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded text and what it came from. `paragraphs` are the places of a Word document's paragraphs."""

    content: str
    kind: TextKind
    paragraphs: tuple[tuple[int, int], ...] = ()


def decode(data: bytes, name: str) -> Text:
    """The text in a file. Errors: FILE-002 empty, FILE-005 too large, FILE-009 in no known encoding, PROSE-001 of a
    kind that is not read, PROSE-002 a PDF without a text layer, PROSE-003 damaged; the archive's FILE-006, -007, -010,
    -015, -016."""
    place = Place(file=name)
    if len(data) > MAX_TEXT_BYTES:
        raise refused("FILE-005", place, limit_mb=MAX_TEXT_BYTES // 1024 // 1024)
    if not data.strip():
        raise refused("FILE-002", place)
    if data.startswith(b"%PDF-"):
        return _from_pdf(data, place)
    if data.startswith(b"PK\x03\x04"):
        return _from_word(data, place)
    if data.startswith(b"\xd0\xcf\x11\xe0") or (
        b"\0" in data[:4096].replace(b"\xff\xfe", b"") and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise refused("PROSE-001", place)
    content = _plain(data, place)
    if re.search(r"<(?:!doctype html|html|body|p|div|table)\b", content[:4000], re.IGNORECASE):
        return Text(_from_html(content), "html")
    return Text(content, "text")


def _plain(data: bytes, place: Place) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _line_ends(data.decode("utf-16", "replace"))
    try:
        return _line_ends(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        try:
            return _line_ends(data.decode("gb18030"))
        except UnicodeDecodeError as fault:
            raise refused("FILE-009", place, offset=fault.start) from fault


def _line_ends(content: str) -> str:
    return content.replace("\r\n", "\n").replace("\r", "\n")


class _Visible(HTMLParser):
    """Collects what a reader of the page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in _HIDDEN and self.hidden > 0
        if tag in _BLOCKS - _VOID:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def _from_html(content: str) -> str:
    reader = _Visible()
    reader.feed(content)
    reader.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(reader.pieces))
    return re.sub(r"\n{2,}", "\n", text).strip("\n")


def _from_pdf(data: bytes, place: Place) -> Text:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends or cannot read is said once, by the refusal
    try:
        reader = PdfReader(io.BytesIO(data))
        if len(reader.pages) > MAX_PAGES:
            raise refused("PROSE-005", place, found=len(reader.pages), limit=MAX_PAGES)
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as fault:
        raise refused("PROSE-003", place) from fault  # pypdf raises all of these on broken objects
    content = "\n".join(_unwrapped(page) for page in pages)
    if not content.strip():
        raise refused("PROSE-002", place)
    return Text(content, "pdf")


def _row(line: str) -> str:
    """A line that is a row of a table, with its cells parted by tabs: some numbers in it, or some short words alone."""
    cells = line.split(" ")
    numbers = sum(re.fullmatch(r"[\d.,]*\d%?|[—-]", cell) is not None for cell in cells)
    is_heading = len(cells) > 3 and all(0 < len(cell) < 12 and not re.search("[，。；\\d]", cell) for cell in cells)
    return "\t".join(cells) if numbers > 1 or is_heading else line


def _unwrapped(page: str) -> str:
    """A page's lines joined where the line's end cut a sentence."""
    lines = [_row(line.strip()) for line in _line_ends(page).split("\n")]
    width = max((len(line) for line in lines), default=0)
    joined = ""
    for line in lines:
        joined += line
        joined += (
            ""
            if "\t" not in line and len(line) >= 0.8 * width and width > 12 and not re.search(r"[。！？：:;；]$", line)
            else "\n"
        )
    return joined.strip("\n")


def _from_word(data: bytes, place: Place) -> Text:
    content, spans = "", []
    for paragraph in word_paragraphs(open_word(data, place)):
        spans.append((len(content), len(content) + len(paragraph.text)))
        content += paragraph.text + paragraph.end
    if not content.strip():
        raise refused("FILE-002", place)
    return Text(content, "docx", tuple(spans))
