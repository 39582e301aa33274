"""What every page shows: where one can go, and that the demonstration's records are invented."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.demo.actions import is_demonstration


def every_page(request: HttpRequest) -> dict[str, Any]:
    """The bar's pages, the one that is open marked. Costs no query."""
    pages = [
        ("overview", _("overview")), ("figures_table", _("figures")), ("industry_parks", _("industry")),
        ("visits_list", _("visits")), ("footprint", _("footprint")), ("registers_list", _("registers")),
        ("import_workbook", _("import")), ("promises_list", _("plan and promises")), ("reports_list", _("reports")),
        ("text_check", _("check")), ("journal_list", _("journal")),
    ]  # fmt: skip
    found = [(name, reverse(view)) for view, name in pages]
    bar = [{"name": name, "address": page, "is_here": _is_here(request.path, page)} for name, page in found]
    return {"pages": bar, "invented": is_demonstration(settings.DATA)}


def _is_here(path: str, page: str) -> bool:
    """Whether a path is a page or lies below it; everything lies below the first one, work is a part of industry."""
    path = "/industry/labour" if path == "/labour" else path
    return path == page or (page != "/" and path.startswith(f"{page}/"))
