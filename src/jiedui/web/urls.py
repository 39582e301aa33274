"""The addresses of the pages."""

from django.urls import path
from django.views.i18n import set_language

from jiedui.web import figures, journal, records, signing

urlpatterns = [
    path("", figures.figures_table, name="figures_table"),
    path("figures/<str:indicator>/months", figures.figure_months, name="figure_months"),
    path("figures/<str:indicator>/trace", figures.figure_trace, name="figure_trace"),
    path("figures/<str:indicator>/trace.csv", figures.figure_trace_file, name="figure_trace_file"),
    path("registers", records.registers_list, name="registers_list"),
    path("registers/<str:code>", records.records_list, name="records_list"),
    path("registers/<str:code>/<int:number>", records.record_page, name="record_page"),
    path("registers/<str:code>/<int:number>/act", records.record_act, name="record_act"),
    path("journal", journal.journal_list, name="journal_list"),
    path("journal/<int:number>", journal.batch_page, name="batch_page"),
    path("journal/<int:number>/undo", journal.batch_undo, name="batch_undo"),
    path("language", set_language, name="language"),
    path("sign-in", signing.member_sign_in, name="member_sign_in"),
    path("sign-out", signing.member_sign_out, name="member_sign_out"),
    path("password", signing.member_password, name="member_password"),
    path("sessions", signing.sessions_list, name="sessions_list"),
    path("sessions/end", signing.sessions_end, name="sessions_end"),
]
