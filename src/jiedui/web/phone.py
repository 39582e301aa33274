"""What makes the pages of visits work on a phone without a network: the service worker and the manifest.

Both are the same for everybody and hold nothing of the ledger.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET


@require_GET
def service_worker(request: Any) -> HttpResponse:
    """The script that keeps the form of a visit on a phone; it stands at the root, so that it may answer below it."""
    return render(request, "web/service-worker.js", content_type="text/javascript; charset=utf-8")


@require_GET
def manifest(request: Any) -> HttpResponse:
    """What a phone needs to put the form of a visit on its first screen."""
    icon = {"src": static("jiedui/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    found = {
        "name": "Jiedui 结对", "short_name": _("visits"), "start_url": reverse("visit_new"), "scope": "/",
        "display": "standalone", "background_color": "#ffffff", "theme_color": "#1f5fa8", "icons": [icon],
    }  # fmt: skip
    return JsonResponse(found, content_type="application/manifest+json")
