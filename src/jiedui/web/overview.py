"""The first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiedui.web.signing import for_members


@require_GET
@for_members
def overview(request: Any) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('figures_table')}{'?' if query else ''}{query}")
