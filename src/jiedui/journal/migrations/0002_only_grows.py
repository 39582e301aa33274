"""The journal only grows: the database itself refuses to change or delete its rows, and the head is laid."""

from django.db import migrations

TABLES = ("journal_batch", "journal_sourcesheet", "journal_entry", "journal_posting")

POSTGRES_FUNCTION = """
CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal only grows: % on %', TG_OP, TG_TABLE_NAME; END $$
"""


def lay(apps, schema_editor):
    apps.get_model("journal", "Head").objects.create(id=1)
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(POSTGRES_FUNCTION, params=None)
    for table in TABLES:
        for verb in ("update", "delete"):
            name = f"{table}_no_{verb}"
            if postgres:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION journal_only_grows()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'the journal only grows: {verb} on {table}'); END"
                )


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
