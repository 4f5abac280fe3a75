"""A real mail server that can be told to behave badly, and letters to send through it."""

from __future__ import annotations

import email
import smtplib
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from sqlalchemy import insert, select, update

from lifecycle.records import people, post
from lifecycle.records.post import ALERT, LetterRow
from lifecycle.reminding.carriers import Envelope
from lifecycle.reminding.smtp import MailServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from lifecycle.engine import Engine

OK = "250 OK"


@dataclass
class Mailbox:
    """What arrived, and how the server answers: `on_recipient` and `on_data` are given how often they were asked."""

    arrived: list[EmailMessage] = field(default_factory=list)
    on_recipient: Callable[[int], str] = lambda _: OK
    on_data: Callable[[int], str] = lambda _: OK
    asked: int = 0
    handed_in: int = 0

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802 - its API
        self.asked += 1
        answer = self.on_recipient(self.asked)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, __: Any, envelope: Any) -> str:  # noqa: N802 - its API
        self.handed_in += 1
        answer = self.on_data(self.handed_in)
        if answer in (OK, "drop"):
            self.arrived.append(email.message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if answer == "drop":  # the mail is taken, and the line goes dead before anybody says so
            server.transport.abort()
        return answer

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.arrived]


@contextmanager
def serving(mailbox: Mailbox, port: int = 0) -> Iterator[MailServer]:
    """A mail server on this machine for as long as the block lasts."""
    chosen = port or free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=chosen)
    controller.start()
    try:
        yield at_port(chosen)
    finally:
        controller.stop()


def at_port(port: int) -> MailServer:
    return MailServer("127.0.0.1", port, "none", "lifecycle@example.org", {"zh": "示例系统"})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_words(envelope: Envelope) -> tuple[str, tuple[str, ...]]:
    """Words that show what a letter is about."""
    return f"letter {envelope.letter}", tuple(
        f"{item.kind} {item.code} {item.rung}" for item in envelope.items
    )


def give_addresses(engine: Engine) -> None:
    """Everybody has a mail address."""
    with engine.write() as session:
        session.tx.execute(update(people.person).values(email=people.person.c.login + "@example.org"))


def write_letters(engine: Engine, count: int) -> list[int]:
    """So many letters to one person, each with one notice, waiting to be sent."""
    with engine.write() as session:
        person = session.tx.scalar(select(people.person.c.id).limit(1))
        session.tx.execute(
            update(people.person).where(people.person.c.id == person).values(email="reader@example.org")
        )
        digests = [{"person": person, "day": session.day, "n": n} for n in range(count)]
        session.tx.execute(insert(post.digest), digests)
        ids = list(session.tx.scalars(select(post.digest.c.id).order_by(post.digest.c.id)))
        at = session.at
        session.tx.execute(
            insert(post.notice),
            [
                {
                    "person": person,
                    "at": at,
                    "kind": ALERT,
                    "code": "missing",
                    "why": "missing",
                    "digest": each,
                }
                for each in ids
            ],
        )
        session.tx.execute(
            insert(post.letter),
            [
                {
                    "digest": each,
                    "channel": "mail",
                    "message_id": f"<{each}@example.org>",
                    "created_at": at,
                    "next_at": at,
                }
                for each in ids
            ],
        )
    return ids


def letters(engine: Engine) -> list[LetterRow]:
    with engine.read() as session:
        return [
            LetterRow.of(row) for row in session.tx.execute(select(post.letter).order_by(post.letter.c.id))
        ]


def states(engine: Engine) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in letters(engine):
        counted[row.state] = counted.get(row.state, 0) + 1
    return counted


__all__ = ["OK", "Mailbox", "serving", "smtplib"]
