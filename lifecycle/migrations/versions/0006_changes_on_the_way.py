"""changes on the way

Who acts for whom: delegations, and beside each act that somebody else must judge the person for whom it was done.
Who stands in for an absent party, when a party leaves, what a project was derived from, when it is surveyed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = (
    ("duty", "done_for", sa.Integer()),
    ("duty", "instead_of", sa.String(length=20)),
    ("duty", "rule", sa.String(length=20)),
    ("duty", "consented_by", sa.Integer()),
    ("duty", "consent", sa.String(length=64)),
    ("document", "added_for", sa.Integer()),
    ("round", "proposed_for", sa.Integer()),
    ("debt", "answered_for", sa.Integer()),
    ("participation", "rule", sa.String(length=20)),
    ("participation", "terms", sa.String(length=64)),
    ("participation", "leaves_on", sa.Date()),
    ("project", "survey_on", sa.Date()),
)
DERIVED = "NOT derived OR parent IS NOT NULL"
DAYS = (
    ("ix_participation_leaves", "participation", "leaves_on"),
    ("ix_project_survey", "project", "survey_on"),
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
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    _add_derived()
    for index, table, column in DAYS:
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(index, table, [column], sqlite_where=known, postgresql_where=known)


def _add_derived() -> None:
    """On SQLite in one statement: a constraint that came later would need the table to be made anew, under the rows
    that point to it.
    """
    if op.get_bind().dialect.name == "sqlite":
        rule = f"CONSTRAINT ck_project_derived_from_one CHECK ({DERIVED})"
        op.execute(f"ALTER TABLE project ADD COLUMN derived BOOLEAN DEFAULT 0 NOT NULL {rule}")
        return
    op.add_column("project", sa.Column("derived", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_check_constraint(op.f("ck_project_derived_from_one"), "project", DERIVED)
    op.alter_column("project", "derived", server_default=None)


def downgrade() -> None:
    for index, table, _ in DAYS:
        op.drop_index(index, table)
    op.drop_column("project", "derived")
    for table, name, _ in reversed(COLUMNS):
        op.drop_column(table, name)
    op.drop_table("delegation")
