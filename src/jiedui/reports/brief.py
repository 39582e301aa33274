"""The brief: a work report as a Word document, filled from a template that an office can edit in Word itself.

The shipped template is replaced by the office's own where DATA/templates/brief.docx is there. A template may do no
more than name what `speaking.Speaker` offers: it runs in a sandbox, and what it names beside that is refused by name.
"""

from __future__ import annotations

import io
import zipfile
from importlib import resources
from typing import Any, Final

from django.conf import settings
from django.utils.translation import override
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from jiedui.kernel.errors import Refused, refused
from jiedui.reports.charts import Charts
from jiedui.reports.contents import Contents, trace_path
from jiedui.reports.filling import Pieces, fill
from jiedui.reports.layout import ensure_styles
from jiedui.reports.properties import set_properties
from jiedui.reports.speaking import Speaker
from jiedui.reports.word_xml import Links, Origins

NAME: Final = "brief.docx"
TEMPLATE_FAULTS: Final = (
    *(TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    etree.XMLSyntaxError,
)
"""What an expression that somebody wrote into a template can end in."""


def shipped_template() -> bytes:
    """The template that comes with the program, to be edited in Word."""
    return (resources.files("jiedui.reports") / "data" / NAME).read_bytes()


def template_in_force() -> tuple[str, bytes]:
    """The office's own template where it has one, else the shipped one: its name and content."""
    own = settings.DOCUMENT_TEMPLATES / NAME
    return (str(own), own.read_bytes()) if own.is_file() else (NAME, shipped_template())


def brief(contents: Contents, *, address: str = "", template: tuple[str, bytes] | None = None) -> bytes:
    """The report as a Word document. `address` begins the links to the trace pages.

    Errors: REPORT-005 the template is no Word document, REPORT-006 it names something unknown, REPORT-007 it cannot
    be filled in.
    """
    file, content = template or template_in_force()
    with override("zh-hans"):
        return _filled(contents, file, content, address)


def _filled(contents: Contents, file: str, content: bytes, address: str) -> bytes:
    document = _opened(file, content)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    pieces, origins = Pieces(), Origins(contents, trace_path)
    charts = Charts(document.docx.part)
    speaker = Speaker(contents, pieces, origins, charts, file)
    _refuse_unknown(document, environment, speaker, file)
    try:
        document.render(dict(speaker.names()), environment, autoescape=True)
    except Refused:
        raise
    except TEMPLATE_FAULTS as fault:
        raise refused("REPORT-007", file=file, detail=str(fault)) from fault
    made = document.docx
    ensure_styles(made)
    fill(made.element.body, pieces, origins, Links(made.part, address))
    for part in _headers_and_footers(made):
        fill(part.element, pieces, origins, Links(part, address))
    set_properties(made, contents)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _opened(file: str, content: bytes) -> Any:
    try:
        document = DocxTemplate(io.BytesIO(content))
        document.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as fault:
        raise refused("REPORT-005", file=file, detail=str(fault)) from fault
    return document


def _refuse_unknown(document: Any, environment: Any, speaker: Speaker, file: str) -> None:
    """Refuse what a template names beside what it may, all of it at once. Errors: REPORT-006, REPORT-007."""
    try:
        parts = [document.patch_xml(document.get_xml())]
        for kind in (document.HEADER_URI, document.FOOTER_URI):
            around = (document.get_part_xml(part) for _key, part in document.get_headers_footers(kind))
            parts += [document.patch_xml(xml) for xml in around]
        found = {name for part in parts for name in meta.find_undeclared_variables(environment.parse(part))}
    except TemplateError as fault:
        raise refused("REPORT-007", file=file, detail=str(fault)) from fault
    if unknown := sorted(found - set(speaker.NAMES)):
        raise refused("REPORT-006", file=file, names=", ".join(unknown), known=", ".join(speaker.NAMES))


def _headers_and_footers(document: Any) -> list[Any]:
    """The parts that stand above and below the pages."""
    kinds = (RT.HEADER, RT.FOOTER)
    return [link.target_part for link in document.part.rels.values() if link.reltype in kinds]
