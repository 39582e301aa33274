"""The addresses of the pages."""

from django.urls import path
from django.views.i18n import set_language

from jiedui.web import (
    checking,
    entering,
    evidence,
    figures,
    importing,
    imports,
    journal,
    lists,
    overview,
    records,
    reports,
    search,
    signing,
    traces,
)

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("figures", figures.figures_table, name="figures_table"),
    path("figures/months", figures.figures_months, name="figures_months"),
    path("figures/<str:indicator>/months", figures.figure_months, name="figure_months"),
    path("figures/<str:indicator>/trace", traces.figure_trace, name="figure_trace"),
    path("figures/<str:indicator>/trace.csv", traces.figure_trace_file, name="figure_trace_file"),
    path("sources/<int:entry>", traces.source_page, name="source_page"),
    path("registers", lists.registers_list, name="registers_list"),
    path("registers/<str:code>", lists.records_list, name="records_list"),
    path("registers/<str:code>/export", lists.records_export, name="records_export"),
    path("registers/<str:code>/new", entering.record_new, name="record_new"),
    path("registers/<str:code>/check", entering.record_check, name="record_check"),
    path("registers/<str:code>/choices", entering.record_choices, name="record_choices"),
    path("registers/<str:code>/<int:number>/edit", entering.record_edit, name="record_edit"),
    path("registers/<str:code>/<int:number>/evidence", evidence.evidence_attach, name="evidence_attach"),
    path("evidence/<int:number>", evidence.evidence_file, name="evidence_file"),
    path("evidence/<int:number>/remove", evidence.evidence_remove, name="evidence_remove"),
    path("registers/<str:code>/<int:number>", records.record_page, name="record_page"),
    path("registers/<str:code>/<int:number>/act", records.record_act, name="record_act"),
    path("import", importing.import_workbook, name="import_workbook"),
    path("import/history", imports.imports_list, name="imports_list"),
    path("import/history/<int:batch>", imports.import_result, name="import_result"),
    path("import/progress/<str:ticket>", importing.import_progress, name="import_progress"),
    path("import/<str:digest>", importing.import_plan_page, name="import_plan"),
    path("import/<str:digest>/correct", importing.import_correct, name="import_correct"),
    path("import/<str:digest>/save", importing.import_save, name="import_save"),
    path("import/<str:digest>/cancel", importing.import_cancel, name="import_cancel"),
    path("import/<str:digest>/marked", importing.import_annotated, name="import_annotated"),
    path("templates/<str:code>", imports.import_template, name="import_template"),
    path("reports", reports.reports_list, name="reports_list"),
    path("reports/new", reports.report_new, name="report_new"),
    path("reports/new/<str:document>", reports.report_draft, name="report_draft"),
    path("reports/<int:number>", reports.report_page, name="report_page"),
    path("reports/<int:number>/<str:document>", reports.report_file, name="report_file"),
    path("check", checking.text_check, name="text_check"),
    path("search", search.search, name="search"),
    path("journal", journal.journal_list, name="journal_list"),
    path("journal/verify", journal.journal_verify, name="journal_verify"),
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
