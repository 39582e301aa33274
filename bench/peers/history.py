"""django-simple-history, as a process: `prepare LEDGER` fills its tables, `ask QUESTION` asks `as_of` and aggregates.

The same facts: each posting of the ledger that is not a reversal is one version of its fact, recorded when its batch
was. So what are three postings of ours to a confirmed fact are two versions here.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

from bench.question import Answer, Question, assemble
from bench.timing import print_result, timed_repeatedly


def prepare(ledger: Path) -> int:
    """Make the tables and fill them set-wise; how many versions there are."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    columns = "account, region, valid_on, standing, amount"
    with connection.cursor() as cursor:
        cursor.execute("ATTACH %s AS ledger", [str(ledger)])
        cursor.execute(
            f"INSERT INTO peers_historicalfact (id, {columns}, history_date, history_type) "
            "SELECT p.subject, p.account_id, p.region, p.valid_on, p.standing, p.amount, b.recorded_at, "
            "CASE WHEN LAG(p.id) OVER (PARTITION BY p.subject ORDER BY p.id) IS NULL THEN '+' ELSE '~' END "
            "FROM ledger.journal_posting p JOIN ledger.journal_batch b ON b.id = p.batch_id WHERE p.weight > 0 "
            "ORDER BY p.id"
        )
        cursor.execute(
            f"INSERT INTO peers_fact (id, {columns}) SELECT id, {columns} FROM peers_historicalfact "
            "WHERE history_id IN (SELECT MAX(history_id) FROM peers_historicalfact GROUP BY id)"
        )
        cursor.execute("ANALYZE")
        return cursor.execute("SELECT COUNT(*) FROM peers_historicalfact").fetchone()[0]


def ask(question: Question) -> tuple[float, float, Answer]:
    """`as_of` the known moment, or now, grouped and summed by the database."""
    from django.db.models import Case, Count, IntegerField, Sum, Value, When
    from django.db.models.functions import Substr

    from bench.peers.models import Fact

    spans = [When(valid_on__gte=start, then=Value(number)) for number, start in enumerate(question.starts)]

    def sums() -> list[Any]:
        known = Fact.history.as_of(question.known_at or datetime.now(UTC))
        confirmed = known.filter(standing__gte=1, valid_on__lt=question.until)
        return list(
            confirmed.order_by()
            .annotate(county=Substr("region", 1, 6), span=Case(*reversed(spans), output_field=IntegerField()))
            .values_list("account", "county", "span")
            .annotate(total=Sum("amount"), facts=Count("pk"))
        )

    return timed_repeatedly(lambda: assemble(question, sums()))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        print_result(versions=prepare(Path(sys.argv[2])))
    else:
        first, seconds, answer = ask(Question.read(Path(sys.argv[2])))
        print_result(first=first, seconds=seconds, answer=answer)
