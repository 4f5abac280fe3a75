"""evaluations

The pool of experts with their relations, and evaluations: what was submitted, drawn or sealed is never changed, and the
database itself refuses it. A one-time link, and the session it opens, may be for one project alone.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import lifecycle.records.instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEVER_CHANGED = {
    "self_rating": ("project", "evaluation", "version"),
    "self_level": ("project", "evaluation", "version", "dimension"),
    "draw": ("project", "evaluation", "n"),
    "sheet": ("project", "evaluation", "assignment", "attempt"),
    "score": ("project", "evaluation", "assignment", "attempt", "dimension"),
    "sealed": ("project", "evaluation", "assignment", "attempt"),
    "pool": ("hash",),
}


def upgrade() -> None:
    op.create_table(
        "pool",
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_pool")),
    )
    op.create_table(
        "assignment",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("draw", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("cause", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'accepted' OR answered_on IS NOT NULL", name=op.f("ck_assignment_answered")
        ),
        sa.CheckConstraint(
            "state IN ('drawn', 'invited', 'opened', 'accepted') = (ended_on IS NULL)",
            name=op.f("ck_assignment_ended"),
        ),
        sa.CheckConstraint(
            "state IN ('drawn', 'invited', 'opened', 'accepted', 'declined', 'recused', 'excluded', 'replaced')",
            name=op.f("ck_assignment_state"),
        ),
        sa.CheckConstraint(
            "declared_on IS NULL OR answered_on IS NOT NULL", name=op.f("ck_assignment_declared")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_assignment_person")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_assignment_project")),
        sa.PrimaryKeyConstraint("project", "evaluation", "n", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "project", "evaluation", "person", name=op.f("uq_assignment_project_evaluation_person")
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_live",
            ["project"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.create_index("ix_assignment_person", ["person", "project"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("dimensions", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("revealed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('first', 'rescore', 'added', 'proof', 'rating')", name=op.f("ck_attempt_kind")
        ),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_attempt_project")),
        sa.PrimaryKeyConstraint("project", "evaluation", "n", name=op.f("pk_attempt")),
    )
    op.create_table(
        "conflict",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("cause", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("basis", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("other", sa.Integer(), nullable=True),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("found_by", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("waiver", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("waived_by", sa.Integer(), nullable=True),
        sa.Column("waived_on", sa.Date(), nullable=True),
        sa.CheckConstraint("basis IN ('declared', 'relation', 'membership')", name=op.f("ck_conflict_basis")),
        sa.CheckConstraint(
            "waived_by IS NULL OR waived_by <> person", name=op.f("ck_conflict_waived_by_another")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_conflict_person")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_conflict_project")),
        sa.PrimaryKeyConstraint("project", "n", name=op.f("pk_conflict")),
    )
    op.create_table(
        "draft",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("dimension", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("unjudged", sa.Boolean(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_draft_project")),
        sa.PrimaryKeyConstraint(
            "project", "evaluation", "owner", "attempt", "dimension", name=op.f("pk_draft")
        ),
    )
    op.create_table(
        "draw",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("seed", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("pool", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("wanted", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("keywords", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_draw_project")),
        sa.PrimaryKeyConstraint("project", "evaluation", "n", name=op.f("pk_draw")),
    )
    op.create_table(
        "evaluation",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("gate", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("rubric", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("rater", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("rater_kinds", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("dissent", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("dissent_by", sa.Integer(), nullable=True),
        sa.Column("dissent_on", sa.Date(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("concluded_by", sa.Integer(), nullable=True),
        sa.Column("total", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True),
        sa.Column("band", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("annulled_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('panel', 'officer', 'opinion')", name=op.f("ck_evaluation_kind")),
        sa.CheckConstraint(
            "(concluded_on IS NULL) = (valid_until IS NULL)", name=op.f("ck_evaluation_concluded")
        ),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_evaluation_project")),
        sa.PrimaryKeyConstraint("project", "n", name=op.f("pk_evaluation")),
    )
    op.create_table(
        "expert",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("fields", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("keywords", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("load_limit", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("load_limit > 0", name=op.f("ck_expert_load_limit")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_expert_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_expert")),
    )
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("other", sa.Integer(), nullable=True),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('agency', 'competing', 'employment', 'investment', 'kin', 'patent', 'pay', 'post', 'project',"
            " 'publication', 'shares', 'supervision')",
            name=op.f("ck_relation_kind"),
        ),
        sa.CheckConstraint("(organisation IS NULL) <> (other IS NULL)", name=op.f("ck_relation_to_one")),
        sa.CheckConstraint("other IS NULL OR other <> person", name=op.f("ck_relation_to_another")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_relation_organisation")),
        sa.ForeignKeyConstraint(["other"], ["person.id"], name=op.f("fk_relation_other")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_relation_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
    )
    with op.batch_alter_table("relation", schema=None) as batch_op:
        batch_op.create_index("ix_relation_other", ["other"], unique=False)
        batch_op.create_index("ix_relation_person", ["person"], unique=False)

    op.create_table(
        "score",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("dimension", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_score_project")),
        sa.PrimaryKeyConstraint(
            "project", "evaluation", "assignment", "attempt", "dimension", name=op.f("pk_score")
        ),
    )
    op.create_table(
        "sealed",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_sealed_project")),
        sa.PrimaryKeyConstraint("project", "evaluation", "assignment", "attempt", name=op.f("pk_sealed")),
    )
    op.create_table(
        "self_level",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dimension", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_self_level_project")),
        sa.PrimaryKeyConstraint("project", "evaluation", "version", "dimension", name=op.f("pk_self_level")),
    )
    op.create_table(
        "self_rating",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dossier", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_self_rating_project")),
        sa.PrimaryKeyConstraint("project", "evaluation", "version", name=op.f("pk_self_rating")),
    )
    op.create_table(
        "sheet",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("seal", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_sheet_project")),
        sa.PrimaryKeyConstraint("project", "evaluation", "assignment", "attempt", name=op.f("pk_sheet")),
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("project", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_one_time_link_project"), "project", ["project"], ["id"])

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("project", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_session_project"), "project", ["project"], ["id"])

    for table, key in NEVER_CHANGED.items():
        _lock(table, key)


def _lock(table: str, key: tuple[str, ...]) -> None:
    """The same refusals as of the history: see `0002_append_only`."""
    if op.get_bind().dialect.name != "sqlite":
        for act, each in (("change", "UPDATE OR DELETE"), ("truncate", "TRUNCATE")):
            per = "STATEMENT" if act == "truncate" else "ROW"
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {each} ON {table}"
                f" FOR EACH {per} EXECUTE FUNCTION refuse_change()"
            )
        return
    refusal = f"SELECT RAISE(ABORT, '{table} is append-only')"
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own tables
    for act in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN {refusal}; END")
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} BEGIN {refusal}; END"
    )


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_session_project"), type_="foreignkey")
        batch_op.drop_column("project")

    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_one_time_link_project"), type_="foreignkey")
        batch_op.drop_column("project")

    op.drop_table("sheet")
    op.drop_table("self_rating")
    op.drop_table("self_level")
    op.drop_table("sealed")
    op.drop_table("score")
    with op.batch_alter_table("relation", schema=None) as batch_op:
        batch_op.drop_index("ix_relation_person")
        batch_op.drop_index("ix_relation_other")

    op.drop_table("relation")
    op.drop_table("expert")
    op.drop_table("evaluation")
    op.drop_table("draw")
    op.drop_table("draft")
    op.drop_table("conflict")
    op.drop_table("attempt")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_person")
        batch_op.drop_index(
            "ix_assignment_live",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.drop_table("assignment")
    op.drop_table("pool")
