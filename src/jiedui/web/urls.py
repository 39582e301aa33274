"""The addresses of the pages."""

from django.urls import path
from django.views.i18n import set_language

from jiedui.web import figures, importing, journal, lists, overview, records, signing

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("figures", figures.figures_table, name="figures_table"),
    path("figures/<str:indicator>/months", figures.figure_months, name="figure_months"),
    path("figures/<str:indicator>/trace", figures.figure_trace, name="figure_trace"),
    path("figures/<str:indicator>/trace.csv", figures.figure_trace_file, name="figure_trace_file"),
    path("registers", lists.registers_list, name="registers_list"),
    path("registers/<str:code>", lists.records_list, name="records_list"),
    path("registers/<str:code>/<int:number>", records.record_page, name="record_page"),
    path("registers/<str:code>/<int:number>/act", records.record_act, name="record_act"),
    path("import", importing.import_workbook, name="import_workbook"),
    path("import/<str:digest>", importing.import_plan_page, name="import_plan"),
    path("import/<str:digest>/save", importing.import_save, name="import_save"),
    path("import/<str:digest>/cancel", importing.import_cancel, name="import_cancel"),
    path("import/<str:digest>/marked", importing.import_annotated, name="import_annotated"),
    path("imports/<int:batch>", importing.import_result, name="import_result"),
    path("templates/<str:code>", importing.import_template, name="import_template"),
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

handler400 = "jiedui.web.refusing.asked_wrongly"
handler403 = "jiedui.web.refusing.form_refused"
handler404 = "jiedui.web.refusing.not_found"
handler500 = "jiedui.web.refusing.failed"
