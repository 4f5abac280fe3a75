"""supervision

What a rung asks for becomes a debt that names the rung; reminders by hand have a ledger of their own; and what is owed
on a day is found by that day.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import lifecycle.records.instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STILL_OPEN = sa.text("due IS NOT NULL AND done_on IS NULL AND closed_on IS NULL")
_MILESTONE = (
    ("project", sa.Integer()),
    ("visit", sa.Integer()),
    ("code", sqlmodel.sql.sqltypes.AutoString(length=20)),
    ("occurrence", sa.Integer()),
)


def upgrade() -> None:
    _ledger("ask", ("term", sa.Integer()), ("rung", _text(20)), ("owner", _text(20)))
    _ledger(
        "urge",
        ("day", sa.Date()),
        ("person", sa.Integer()),
        columns=(
            sa.Column("by", sa.Integer(), nullable=False),
            sa.Column("at", lifecycle.records.instant.Instant(), nullable=False),
            sa.Column("why", _text(20), nullable=False),
            sa.Column("office", _text(20), nullable=False),
            sa.Column("role", _text(40), nullable=False),
            sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_urge_by")),
        ),
    )
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("urged_by", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_notice_urged_by"), "person", ["urged_by"], ["id"])
    for column in (
        sa.Column("rung", _text(20), nullable=False, server_default=""),
        sa.Column("occurrence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("term", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("promised", sa.Date(), nullable=True),
    ):
        op.add_column("debt", column)
    columns = ["due", "project", "code", "occurrence"]
    op.create_index(
        "ix_milestone_open", "milestone", columns, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN
    )


def _text(length: int) -> sqlmodel.sql.sqltypes.AutoString:
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def _ledger(
    name: str, *more: tuple[str, sa.types.TypeEngine], columns: tuple[sa.schema.SchemaItem, ...] = ()
) -> None:
    """A table whose rows are claims: keyed by a milestone and what else tells them apart."""
    key = (*_MILESTONE, *more)
    op.create_table(
        name,
        *(sa.Column(column, kind, nullable=False) for column, kind in key),
        *columns,
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f(f"fk_{name}_project")),
        sa.PrimaryKeyConstraint(*(column for column, _ in key), name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_index("ix_milestone_open", "milestone")
    for name in ("promised", "term", "occurrence", "rung"):
        op.drop_column("debt", name)
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("fk_notice_urged_by"), type_="foreignkey")
        table.drop_column("urged_by")
    op.drop_table("urge")
    op.drop_table("ask")
