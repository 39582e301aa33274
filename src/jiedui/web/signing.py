"""The pages of signing in: sign in, sign out, one's own password and sessions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiedui.kernel.errors import Refused
from jiedui.people import signing
from jiedui.people.actions import end_sessions, set_password
from jiedui.people.queries import sessions_of
from jiedui.people.signing import Origin, sign_in, sign_out
from jiedui.web.refusing import not_found, words

View = Callable[..., HttpResponse]


def for_members(view: View) -> View:
    """The page for whoever is signed in; others are asked to sign in and then brought back."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor is None:
            page = request.get_full_path() if request.method == "GET" else reverse("overview")
            return redirect(f"{reverse('member_sign_in')}?{urlencode({'next': page})}")
        return view(request, *args, **kwargs)

    return answer


def origin_of(request: HttpRequest) -> Origin:
    """Where a request comes from; behind a server of ours, what that server says."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_HTTPS:
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return signing.origin(address, request.headers.get("User-Agent", ""))


def target_of(request: HttpRequest) -> str:
    """Where to go after signing in: a page of ours that was asked for, else the first one."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("overview")


@require_http_methods(["GET", "POST"])
def member_sign_in(request: Any) -> HttpResponse:
    """The form, and what it sends; whoever was signed in here is signed out first."""
    login, refusal = request.POST.get("login", ""), None
    if request.method == "POST":
        try:
            session = sign_in(login, request.POST.get("password", ""), origin_of(request))
        except Refused as refused:
            refusal = words(refused)
        else:
            sign_out(request.session, origin_of(request))
            request.session = session
            rotate_token(request)
            return redirect(target_of(request))
    elif request.actor is not None:
        return redirect(target_of(request))
    context = {"login": login, "refusal": refusal, "next": target_of(request)}
    return render(request, "web/member_sign_in.html", context, status=200 if refusal is None else 403)


@require_POST
def member_sign_out(request: Any) -> HttpResponse:
    sign_out(request.session, origin_of(request))
    return redirect("member_sign_in")


@require_http_methods(["GET", "POST"])
@for_members
def member_password(request: Any) -> HttpResponse:
    """One's own new password, typed twice after the old one; it ends the other sessions."""
    refusal = None
    if request.method == "POST":
        old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
        try:
            actor, here = request.actor, request.session["number"]
            set_password(actor, actor.id, new, old=old, again=again, origin=origin_of(request), keep=here)
        except Refused as refused:
            refusal = words(refused)
        else:
            return redirect("sessions_list")
    return render(request, "web/member_password.html", {"refusal": refusal}, status=200 if refusal is None else 403)


@require_GET
@for_members
def sessions_list(request: Any) -> HttpResponse:
    """One's own sessions, this one marked."""
    context = {"sessions": sessions_of(request.actor), "present": request.session["number"]}
    return render(request, "web/sessions_list.html", context)


@require_POST
@for_members
def sessions_end(request: Any) -> HttpResponse:
    """End one of one's own sessions, by number, or all but this one."""
    actor, number = request.actor, request.POST.get("number", "")
    try:
        end_sessions(actor, actor.id, origin_of(request), number=number, keep=request.session["number"])
    except Refused:
        return not_found(request)
    return redirect("sessions_list")
