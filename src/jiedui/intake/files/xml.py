"""A small hand for expat: streaming, without trees, for parts that were checked to declare nothing."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat


def xml_parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """A parser with these handlers; feed it with `Package.parse`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    return parser


def local_name(tag: str) -> str:
    """`x:row` → `row`."""
    return tag.rpartition(":")[2]
