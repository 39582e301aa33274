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
    pages = [("figures_table", _("figures")), ("registers_list", _("registers")), ("journal_list", _("journal"))]
    bar = [{"name": name, "address": reverse(view), "is_here": request.path == reverse(view)} for view, name in pages]
    return {"pages": bar, "invented": is_demonstration(settings.DATA)}
