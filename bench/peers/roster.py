"""django-import-export, as a process: `prepare`, or `VARIANT FILE` with the default or one of two fast settings."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django

from bench.timing import print_result, timed


def _resource(variant: str) -> Any:
    """The resource of a variant.

    `default` sets the key alone. `skip` reads what is there in one query, writes in bulk and leaves unchanged rows
    alone, for which it has to compare them. `blind` compares nothing and so writes all rows, changed or not.
    """
    from import_export import resources
    from import_export.instance_loaders import CachedInstanceLoader

    from bench.peers.models import RosterRow

    class Default(resources.ModelResource):
        class Meta:
            model = RosterRow
            exclude = ("id",)
            import_id_fields = ("id_number",)

    class Bulk(resources.ModelResource):
        class Meta(Default.Meta):
            use_bulk = True
            batch_size = 1000
            use_transactions = True
            instance_loader_class = CachedInstanceLoader
            skip_html_diff = True
            report_skipped = False

    class Skip(Bulk):
        class Meta(Bulk.Meta):
            skip_unchanged = True

    class Blind(Bulk):
        class Meta(Bulk.Meta):
            skip_diff = True

    return {"default": Default, "skip": Skip, "blind": Blind}[variant]()


def run_import(variant: str, path: Path) -> None:
    """Read the workbook through tablib and import it."""
    import tablib
    from django.db.models import Count, Q, Sum

    from bench.peers.models import RosterRow

    resource = _resource(variant)

    def work() -> Any:
        with path.open("rb") as stream:
            dataset = tablib.Dataset().load(stream, format="xlsx")
        return resource.import_data(dataset, raise_errors=True)

    seconds, result = timed(work)
    sums = RosterRow.objects.aggregate(
        rows=Count("id"),
        persons=Count("id_number", distinct=True),
        lifted=Count("id", filter=Q(household__in=("是", "√"))),
        income=Sum("income"),
    )
    print_result(seconds=seconds, counts=dict(result.totals), digits=sums)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
        print_result()
    else:
        run_import(sys.argv[1], Path(sys.argv[2]))
