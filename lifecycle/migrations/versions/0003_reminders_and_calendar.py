"""reminders and calendar

The due queue is filled with everything that is open: the first look puts each milestone where it belongs. The days that
count now become the first notices of their years.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import lifecycle.records.instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DROPPED = (
    "reckoning",
    "noticed_day",
    "holiday_notice",
    "notice",
    "letter",
    "digest",
    "reminder",
    "notice_choice",
    "feed",
    "chat",
    "heartbeat",
    "due_queue",
)


def upgrade() -> None:
    _queue()
    _letters()
    _calendar()
    _people()
    _fill_queue()
    _fill_notices()


def _queue() -> None:
    op.create_table(
        "due_queue",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "on_day", "project", "visit", "code", "occurrence", name=op.f("pk_due_queue")
        ),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "heartbeat",
        sa.Column("process", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("started_at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_heartbeat")),
    )

    op.create_table(
        "reminder",
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("rung", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("rung_on", sa.Date(), nullable=False),
        sa.Column("at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("skipped", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("caught_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_reminder_project")),
        sa.PrimaryKeyConstraint(
            "project", "visit", "code", "occurrence", "term", "rung", "person", name=op.f("pk_reminder")
        ),
        sqlite_with_rowid=False,
    )

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reminder_caught_up",
            ["at"],
            unique=False,
            sqlite_where=sa.text("caught_up"),
            postgresql_where=sa.text("caught_up"),
        )


def _letters() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_digest_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("person", "day", "n", name=op.f("uq_digest_person_day_n")),
    )

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Integer(), nullable=False),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("message_id", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("next_at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("first_at", lifecycle.records.instant.Instant(), nullable=True),
        sa.Column("tried_at", lifecycle.records.instant.Instant(), nullable=True),
        sa.Column("sent_at", lifecycle.records.instant.Instant(), nullable=True),
        sa.Column("trouble", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_letter_sent")),
        sa.CheckConstraint("channel IN ('mail', 'chat')", name=op.f("ck_letter_channel")),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dead', 'void')", name=op.f("ck_letter_state")),
        sa.ForeignKeyConstraint(["digest"], ["digest.id"], name=op.f("fk_letter_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("digest", "channel", name=op.f("uq_letter_digest_channel")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_letter_dead",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )
        batch_op.create_index("ix_letter_tried", ["tried_at"], unique=False)
        batch_op.create_index(
            "ix_letter_waiting",
            ["channel", "next_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=True),
        sa.Column("at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("rung", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("office", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("instead_of", sa.Integer(), nullable=True),
        sa.Column("is_red", sa.Boolean(), nullable=False),
        sa.Column("mail_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.Integer(), nullable=True),
        sa.Column("read_at", lifecycle.records.instant.Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('news', 'reminder', 'alert')", name=op.f("ck_notice_kind")),
        sa.ForeignKeyConstraint(["digest"], ["digest.id"], name=op.f("fk_notice_digest")),
        sa.ForeignKeyConstraint(["instead_of"], ["person.id"], name=op.f("fk_notice_instead_of")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_notice_person")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_notice_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_digest", ["digest"], unique=False)
        batch_op.create_index("ix_notice_inbox", ["person", "id"], unique=False)
        batch_op.create_index(
            "ix_notice_to_send",
            ["mail_on", "person"],
            unique=False,
            sqlite_where=sa.text("mail_on IS NOT NULL AND digest IS NULL"),
            postgresql_where=sa.text("mail_on IS NOT NULL AND digest IS NULL"),
        )
        batch_op.create_index(
            "ix_notice_unread",
            ["person"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )


def _calendar() -> None:
    op.create_table(
        "holiday_notice",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("first_changed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_holiday_notice_by")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_holiday_notice")),
    )

    with op.batch_alter_table("holiday_notice", schema=None) as batch_op:
        batch_op.create_index("ix_holiday_notice_year", ["year", "n"], unique=False)

    op.create_table(
        "noticed_day",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.ForeignKeyConstraint(["n"], ["holiday_notice.n"], name=op.f("fk_noticed_day_n")),
        sa.PrimaryKeyConstraint("n", "day", name=op.f("pk_noticed_day")),
    )

    op.create_table(
        "reckoning",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["n"], ["holiday_notice.n"], name=op.f("fk_reckoning_n")),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name=op.f("fk_reckoning_project")),
        sa.PrimaryKeyConstraint("n", "project", name=op.f("pk_reckoning")),
    )


def _people() -> None:
    op.create_table(
        "chat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("office", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.CheckConstraint("(person IS NULL) <> (office IS NULL)", name=op.f("ck_chat_of_one")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_chat_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat")),
        sa.UniqueConstraint("office", name=op.f("uq_chat_office")),
        sa.UniqueConstraint("person", name=op.f("uq_chat_person")),
    )

    op.create_table(
        "feed",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", lifecycle.records.instant.Instant(), nullable=False),
        sa.Column("revoked_at", lifecycle.records.instant.Instant(), nullable=True),
        sa.CheckConstraint("(person IS NULL) <> (organisation IS NULL)", name=op.f("ck_feed_of_one")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_feed_made_by")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_feed_organisation")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_feed_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_feed")),
    )

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index("ix_feed_organisation", ["organisation"], unique=False)
        batch_op.create_index("ix_feed_person", ["person"], unique=False)

    op.create_table(
        "notice_choice",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("days", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column("before_due", sa.Boolean(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_notice_choice_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_notice_choice")),
    )

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_head", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(
            sa.Column("is_administrator", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def _fill_queue() -> None:
    op.execute(
        "INSERT INTO due_queue (on_day, project, visit, code, occurrence)"
        " SELECT opened_on, project, visit, code, occurrence FROM milestone"
        " WHERE due IS NOT NULL AND done_on IS NULL AND closed_on IS NULL AND kind <> 'window'"
    )


def _fill_notices() -> None:
    tx = op.get_bind()
    days = tx.execute(sa.text("SELECT day, working, notice FROM day")).all()
    years = sorted({str(row.day)[:4] for row in days})
    for n, year in enumerate(years, start=1):
        tx.execute(
            sa.text(
                "INSERT INTO holiday_notice (n, year, title, at) VALUES (:n, :year, '', '2018-01-01 00:00:00')"
            ),
            {"n": n, "year": int(year)},
        )
        tx.execute(
            sa.text(
                "INSERT INTO noticed_day (n, day, working, name)"
                " SELECT :n, day, working, notice FROM day WHERE day BETWEEN :first AND :last"
            ),
            {"n": n, "first": f"{year}-01-01", "last": f"{year}-12-31"},
        )
    tx.execute(
        sa.text("UPDATE number_series SET last = :n WHERE prefix = 'calendar'"), {"n": max(len(years), 1)}
    )


def downgrade() -> None:
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("is_administrator")
        batch_op.drop_column("is_head")
    for table in DROPPED:
        op.drop_table(table)
