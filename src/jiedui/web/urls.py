"""The addresses of the pages."""

from django.urls import path

from jiedui.web import signing
from jiedui.web.views import figures_table

urlpatterns = [
    path("", figures_table, name="figures_table"),
    path("sign-in", signing.member_sign_in, name="member_sign_in"),
    path("sign-out", signing.member_sign_out, name="member_sign_out"),
    path("password", signing.member_password, name="member_password"),
    path("sessions", signing.sessions_list, name="sessions_list"),
    path("sessions/end", signing.sessions_end, name="sessions_end"),
]
