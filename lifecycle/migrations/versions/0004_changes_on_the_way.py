"""changes on the way

Who acts for whom: delegations, and beside each act that somebody else must judge the person for whom it was done.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

FOR_WHOM = (
    ("duty", "done_for"),
    ("document", "added_for"),
    ("round", "proposed_for"),
    ("debt", "answered_for"),
)


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver", sa.Integer(), nullable=False),
        sa.Column("taker", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_delegation_term")),
        sa.CheckConstraint("taker IS NULL OR taker <> giver", name=op.f("ck_delegation_to_another")),
        sa.ForeignKeyConstraint(["giver"], ["person.id"], name=op.f("fk_delegation_giver")),
        sa.ForeignKeyConstraint(["taker"], ["person.id"], name=op.f("fk_delegation_taker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    op.create_index(op.f("ix_delegation_giver"), "delegation", ["giver"])
    op.create_index(op.f("ix_delegation_taker"), "delegation", ["taker"])
    for table, column in FOR_WHOM:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))


def downgrade() -> None:
    for table, column in reversed(FOR_WHOM):
        op.drop_column(table, column)
    op.drop_table("delegation")
