"""append only

What was written in the history and what was recorded as a fact stays: the database itself refuses to change or delete
it. Of a note only its words may go, and only all of them.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEPT = ("history", "fact")
KEYS = {"history": ("project", "seq"), "fact": ("project", "name", "seq"), "note": ("hash",)}
SQLITE_REFUSAL = "SELECT RAISE(ABORT, '{table} is append-only')"
ERASING = "NEW.words IS NULL AND NEW.hash = OLD.hash AND NEW.salt = ''"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for table in KEPT:
        refusal = SQLITE_REFUSAL.format(table=table)
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN {refusal}; END"
            )
    refusal = SQLITE_REFUSAL.format(table="note")
    op.execute(f"CREATE TRIGGER note_no_delete BEFORE DELETE ON note BEGIN {refusal}; END")
    op.execute(
        f"CREATE TRIGGER note_no_update BEFORE UPDATE ON note WHEN NOT ({ERASING}) BEGIN {refusal}; END"
    )
    for table, key in KEYS.items():
        _refuse_replacing(table, key)


def _refuse_replacing(table: str, key: tuple[str, ...]) -> None:
    """`INSERT OR REPLACE` takes the old row away without asking the triggers on DELETE."""
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own tables
    refusal = SQLITE_REFUSAL.format(table=table)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} BEGIN {refusal}; END"
    )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    for table in KEYS:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER note_no_delete BEFORE DELETE ON note FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER note_no_update BEFORE UPDATE ON note FOR EACH ROW"
        f" WHEN (NOT ({ERASING})) EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in KEYS:
            for act in ("update", "delete", "replace"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        return
    for table in KEPT:
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    for table in KEYS:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER note_no_delete ON note")
    op.execute("DROP TRIGGER note_no_update ON note")
    op.execute("DROP FUNCTION refuse_change()")
