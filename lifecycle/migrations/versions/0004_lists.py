"""lists

What the register's lists read: the officer of a project as a column, the words it is searched by, and indexes that hold
only the duties that are in somebody's hands. What people keep of them: views, exports, acts on many.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from lifecycle.officer import officer_of
from lifecycle.records import words
from lifecycle.records.instant import Instant
from lifecycle.register import search
from stages import catalogue

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NOT_CLOSED = sa.text("state NOT IN ('confirmed', 'not_needed')")
TO_DO = sa.text("state IN ('not_started', 'in_progress', 'changes_requested')")
TO_JUDGE = sa.text("state = 'submitted'")
PRESENT = sa.text("left_on IS NULL")
OPEN = sa.text("settled_on IS NULL")


def text(name: str, length: int, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def instant(name: str) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=False)


def of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f(f"fk_{table}_person"))


def upgrade() -> None:
    op.add_column("project", sa.Column("officer", sa.Integer(), nullable=True))
    op.create_index("ix_project_officer", "project", ["officer", "next_due", "id"])
    _stage_index("stage", "status", "next_due", "id", "yellow_on", "red_on")
    op.create_index(
        "ix_visit_present", "visit", ["entered_on", "project"], sqlite_where=PRESENT, postgresql_where=PRESENT
    )
    op.create_index("ix_debt_open", "debt", ["project"], sqlite_where=OPEN, postgresql_where=OPEN)
    _duty_indexes()
    _words()
    _fill()
    _saved_views()
    _exports()
    _batches()


def _stage_index(*columns: str) -> None:
    """With the days on which a project turns yellow and red, the totals are read from the index alone."""
    op.drop_index("ix_project_stage", "project")
    op.create_index("ix_project_stage", "project", list(columns))


def _saved_views() -> None:
    op.create_table(
        "saved_view",
        number("id"),
        number("person"),
        text("name", 40),
        text("address", 1000),
        of_person("saved_view"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person", "name", name=op.f("uq_saved_view_person_name")),
    )


def _exports() -> None:
    op.create_table(
        "export",
        text("token", 32),
        number("person"),
        text("format", 4),
        text("language", 2),
        text("address", 1000),
        text("state", 8),
        number("total"),
        number("done"),
        text("check_code", 9),
        instant("at"),
        instant("seen_alive"),
        of_person("export"),
        sa.CheckConstraint("format IN ('xlsx', 'csv')", name=op.f("ck_export_format")),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_export_state")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_export")),
    )
    op.create_index("ix_export_person", "export", ["person", "at"])


def _batches() -> None:
    op.create_table(
        "batch",
        text("code", 20),
        number("person"),
        text("act", 40),
        text("given", 1000),
        text("of_list", 1000),
        text("key", 64),
        instant("at"),
        of_person("batch"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_batch")),
        sa.UniqueConstraint("person", "key", name=op.f("uq_batch_person_key")),
    )
    op.create_index(op.f("ix_batch_person"), "batch", ["person"])
    op.create_table(
        "batch_item",
        text("batch", 20),
        number("n"),
        number("project"),
        text("outcome", 8),
        number("seq", null=True),
        text("refusal", 4000, null=True),
        sa.CheckConstraint("outcome IN ('waiting', 'done', 'refused')", name=op.f("ck_batch_item_outcome")),
        sa.ForeignKeyConstraint(["batch"], ["batch.code"], name=op.f("fk_batch_item_batch")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_batch_item_project")),
        sa.PrimaryKeyConstraint("batch", "n", name=op.f("pk_batch_item")),
        sa.UniqueConstraint("batch", "project", name=op.f("uq_batch_item_batch_project")),
    )


def _duty_indexes() -> None:
    op.drop_index("ix_duty_open", "duty")
    op.create_index(
        "ix_duty_open", "duty", ["project", "due"], sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED
    )
    for column, held in (("doer", TO_DO), ("confirmer", TO_JUDGE)):
        op.create_index(
            f"ix_duty_{column}", "duty", [column, "due", "project"], sqlite_where=held, postgresql_where=held
        )


def _words() -> None:
    op.create_table(
        "project_words",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_project_words_project")),
        sa.PrimaryKeyConstraint("project", name=op.f("pk_project_words")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in words.SQLITE if is_sqlite else words.POSTGRESQL:
        op.execute(statement)


def _fill() -> None:
    """What the write path would have kept for the projects there are."""
    tx = op.get_bind()
    known = tx.execute(sa.text("SELECT id, number, title, origin, standard FROM project")).all()
    if not known:
        return
    offices = {standard.version: officer_of(standard).code for standard in catalogue().standards}
    for row in known:
        seats = tx.execute(_SEATED, {"project": row.id}).all()
        parties = tx.execute(_PARTIES, {"project": row.id}).scalars().all()
        # A standard that is not one of ours is not known here; its officer is seated first.
        office = offices.get(row.standard, seats[0].office if seats else None)
        officer = next((seat.person for seat in seats if seat.office == office), None)
        tx.execute(_OFFICER, {"officer": officer, "project": row.id})
        people = dict(sorted((seat.person, seat.name) for seat in seats)).values()
        fields = (row.number, row.title, row.origin or "", *parties, *people)
        tx.execute(_KEEP, {"project": row.id, "words": search.spelled(fields)})


_SEATED = sa.text(
    "SELECT seat.office, seat.person, person.name FROM seat JOIN person ON person.id = seat.person"
    " WHERE seat.project = :project AND seat.until IS NULL ORDER BY seat.n"
)
_PARTIES = sa.text(
    "SELECT name FROM organisation WHERE id IN"
    " (SELECT organisation FROM participation WHERE project = :project AND until IS NULL) ORDER BY id"
)
_OFFICER = sa.text("UPDATE project SET officer = :officer WHERE id = :project")
_KEEP = sa.text("INSERT INTO project_words (project, words) VALUES (:project, :words)")


def downgrade() -> None:
    for table in ("batch_item", "batch", "export", "saved_view"):
        op.drop_table(table)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute(f"DROP TABLE {words.INDEX}")
    op.drop_table("project_words")
    for name in ("confirmer", "doer", "open"):
        op.drop_index(f"ix_duty_{name}", "duty")
    op.create_index("ix_duty_open", "duty", ["state", "due", "project"])
    op.drop_index("ix_debt_open", "debt")
    op.drop_index("ix_visit_present", "visit")
    op.drop_index("ix_project_officer", "project")
    _stage_index("stage", "status", "next_due", "id")
    op.drop_column("project", "officer")
