"""intake

Calls for projects, who is invited to them, what is offered and what was done with it. The steps of an application stay
as they were written: the database itself refuses to change or delete them.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from lifecycle.records.instant import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STEPS = "application_step"
STATES = ("draft", "sent", "asked", "accepted", "merged", "refused", "withdrawn")


def text(name: str, length: int, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def instant(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=null)


def reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _calls()
    _applications()
    _steps()
    op.create_table(
        "stranger_try",
        number("id"),
        text("network", 45),
        text("act", 10),
        instant("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stranger_try")),
    )
    op.create_index("ix_stranger_try_network", "stranger_try", ["network", "act", "at"])
    op.create_index("ix_stranger_try_act", "stranger_try", ["act", "at"])


def _calls() -> None:
    op.create_table(
        "call",
        text("code", 20),
        text("title", 120),
        text("guidance", 4000),
        text("audience", 8),
        text("kinds", 400),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        number("opened_by"),
        instant("at"),
        number("revision"),
        sa.CheckConstraint("audience IN ('public', 'invited')", name=op.f("ck_call_audience")),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_call_days")),
        reference("call", "opened_by", "person.id"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_call")),
    )
    op.create_index("ix_call_closes", "call", ["closes_on", "code"])
    op.create_table(
        "invitation",
        text("call", 20),
        number("n"),
        number("organisation"),
        text("token_hash", 64),
        number("made_by"),
        instant("at"),
        instant("revoked_at", null=True),
        reference("invitation", "call", "call.code"),
        reference("invitation", "organisation", "organisation.id"),
        reference("invitation", "made_by", "person.id"),
        sa.PrimaryKeyConstraint("call", "n", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )


def _applications() -> None:
    op.create_table(
        "application",
        number("id"),
        text("call", 20),
        text("state", 10),
        text("number", 30, null=True),
        text("token_hash", 64),
        text("check_hash", 64),
        text("title", 120),
        text("summary", 2000),
        text("holder", 120),
        text("kind", 40),
        number("organisation", null=True),
        text("contact", 60),
        text("phone", 40),
        text("email", 254),
        text("declared", 1000),
        text("language", 2),
        instant("begun_at"),
        instant("saved_at"),
        instant("sent_at", null=True),
        number("revision"),
        number("project", null=True),
        number("twin", null=True),
        sa.CheckConstraint(f"state IN {STATES!r}", name=op.f("ck_application_state")),
        sa.CheckConstraint(
            "(state = 'draft') = (number IS NULL)", name=op.f("ck_application_sent_has_number")
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (sent_at IS NULL)", name=op.f("ck_application_sent_has_instant")
        ),
        sa.CheckConstraint(
            "state <> 'accepted' OR project IS NOT NULL", name=op.f("ck_application_accepted_is_project")
        ),
        reference("application", "call", "call.code"),
        reference("application", "organisation", "organisation.id"),
        reference("application", "project", "project.id"),
        reference("application", "twin", "application.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_application_token_hash")),
    )
    op.create_index("ix_application_call", "application", ["call", "state", "sent_at", "id"])
    op.create_index("ix_application_state", "application", ["state", "sent_at", "id"])
    op.create_index("ix_application_saved", "application", ["state", "saved_at"])
    op.create_index("ix_application_project", "application", ["project"])
    op.create_table(
        "enclosure",
        number("application"),
        number("n"),
        text("sha256", 64),
        text("name", 120),
        number("size"),
        instant("at"),
        reference("enclosure", "application", "application.id"),
        sa.PrimaryKeyConstraint("application", "n", name=op.f("pk_enclosure")),
        sa.UniqueConstraint("application", "sha256", name=op.f("uq_enclosure_application_sha256")),
    )


def _steps() -> None:
    op.create_table(
        STEPS,
        number("application"),
        number("n"),
        text("act", 10),
        instant("at"),
        number("person", null=True),
        text("words", 2000),
        text("body", 8000),
        reference(STEPS, "application", "application.id"),
        reference(STEPS, "person", "person.id"),
        sa.PrimaryKeyConstraint("application", "n", name=op.f("pk_application_step")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _keep_on_sqlite()
        return
    op.execute(
        f"CREATE TRIGGER {STEPS}_no_change BEFORE UPDATE OR DELETE ON {STEPS}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {STEPS}_no_truncate BEFORE TRUNCATE ON {STEPS}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _keep_on_sqlite() -> None:
    refusal = f"SELECT RAISE(ABORT, '{STEPS} is append-only')"
    for act in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {STEPS}_no_{act.lower()} BEFORE {act} ON {STEPS} BEGIN {refusal}; END")
    same = "application = NEW.application AND n = NEW.n"
    there = f"EXISTS (SELECT 1 FROM {STEPS} WHERE {same})"  # noqa: S608 - names of our own tables
    op.execute(
        f"CREATE TRIGGER {STEPS}_no_replace BEFORE INSERT ON {STEPS} WHEN {there} BEGIN {refusal}; END"
    )


def downgrade() -> None:
    for table in ("stranger_try", STEPS, "enclosure", "application", "invitation", "call"):
        op.drop_table(table)
