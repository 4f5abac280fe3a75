"""second factor and audit

Codes that are asked for after the password, and the codes for whoever has lost what makes them. What happened is found
by when it happened, across all projects.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from lifecycle.records.instant import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False)


def upgrade() -> None:
    op.add_column("person", sa.Column("second_factor_at", Instant(), nullable=True))
    op.create_table(
        "second_factor",
        sa.Column("person", sa.Integer(), nullable=False),
        text("seed"),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_second_factor_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("person", sa.Integer(), nullable=False),
        text("code_hash"),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_recovery_code_person")),
        sa.PrimaryKeyConstraint("person", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_history_at", "history", ["at", "project", "seq"])
    op.create_index("ix_access_log_at", "access_log", ["at"])


def downgrade() -> None:
    op.drop_index("ix_access_log_at", "access_log")
    op.drop_index("ix_history_at", "history")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_column("person", "second_factor_at")
