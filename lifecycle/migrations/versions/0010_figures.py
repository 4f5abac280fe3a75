"""figures

Figures of the year that an office enters, and months that are frozen: both append-only. Indexes along which the figures
of the whole register are counted.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from lifecycle.records.instant import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEYS = ("figure", "frozen")
DECIDED = sa.text("option IS NOT NULL")
WAIVED = sa.text("excuse = 'waived'")
LEFT = sa.text("left_on IS NOT NULL")


def text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=False)


def upgrade() -> None:
    _figures()
    _frozen()
    op.create_index("ix_project_registered", "project", ["registered_on", "id"])
    op.create_index(
        "ix_round_decided",
        "round",
        ["gate", "decided_on", "option", "project"],
        sqlite_where=DECIDED,
        postgresql_where=DECIDED,
    )
    op.create_index(
        "ix_visit_left", "visit", ["left_on", "stage", "entered_on"], sqlite_where=LEFT, postgresql_where=LEFT
    )
    op.create_index("ix_duty_waived", "duty", ["project"], sqlite_where=WAIVED, postgresql_where=WAIVED)
    op.create_index("ix_fact_name", "fact", ["name", "project", "seq"])
    _refuse_changes()


def _figures() -> None:
    op.create_table(
        "figure",
        sa.Column("n", sa.Integer(), nullable=False),
        text("target", 64),
        sa.Column("year", sa.Integer(), nullable=False),
        text("kind", 6),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        text("source", 200),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('wanted', 'done')", name=op.f("ck_figure_kind")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_figure_no_less_than_nothing")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_figure_by")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_figure")),
    )
    op.create_index("ix_figure_year", "figure", ["year", "target", "kind", "n"])


def _frozen() -> None:
    op.create_table(
        "frozen",
        sa.Column("n", sa.Integer(), nullable=False),
        text("period", 7),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        text("standard", 40),
        sa.Column("figures", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        text("heads", 64),
        text("prev", 64),
        text("hash", 64),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_frozen")),
    )
    op.create_index("ix_frozen_period", "frozen", ["period", "n"])


def _refuse_changes() -> None:
    """As for the history: migration 0002."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEYS:
        if not is_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        refusal = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN {refusal}; END"
            )
        there = f"EXISTS (SELECT 1 FROM {table} WHERE n = NEW.n)"  # noqa: S608 - names of our own tables
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} BEGIN {refusal}; END"
        )


def downgrade() -> None:
    op.drop_index("ix_fact_name", "fact")
    op.drop_index("ix_duty_waived", "duty")
    op.drop_index("ix_visit_left", "visit")
    op.drop_index("ix_round_decided", "round")
    op.drop_index("ix_project_registered", "project")
    op.drop_table("frozen")
    op.drop_table("figure")
