"""Commands about the clock: tick, status, remind."""

import signal
import threading
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, time
from types import FrameType
from typing import Any

import click

from lifecycle import clock, scheduler
from lifecycle.errors import Invalid
from lifecycle.queries.delivery import Delivery, delivery
from lifecycle.queries.reminding import Planned, planned
from lifecycle.turn import Turn, turn
from web.cli import output
from web.cli.logs import keep_log
from web.cli.shell import DAY, Exit, Shell, Stop, pass_shell, readable
from web.messages.post import post_of

NOON = time(12)
COUNTED = ("acts", "reckoned", "told", "news", "letters", "sent", "failed", "dead", "frozen")


@click.command("tick")
@click.option("--forever", is_flag=True)
@click.option("--every", type=click.IntRange(1, 86_400), default=60, show_default=True)
@readable
@pass_shell
def tick_command(shell: Shell, forever: bool, every: int) -> None:  # noqa: FBT001 - click passes flags by name
    engine, post = shell.engine, post_of(shell.settings)
    if forever:
        keep_log()
        scheduler.forever(engine, post, every, _until_told())
        return
    done = turn(engine, post)
    shell.answer(asdict(done), _said(shell, done))
    if done.troubles:
        raise Stop(shell.t("cli.tick_trouble", what=_troubles(done.troubles.items())), Exit.UNAVAILABLE)


def _until_told() -> threading.Event:
    """Set by the signals that end a process: what is being done is finished first."""
    ending = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        ending.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    return ending


def _said(shell: Shell, done: Turn) -> str:
    counted = [shell.t(f"cli.tick.{name}", n=n) for name in COUNTED if (n := getattr(done, name))]
    return shell.speech.listed(counted) or shell.t("cli.tick.idle")


def _troubles(found: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{name}={code}" for name, code in found)


@click.command("status")
@readable
@pass_shell
def status_command(shell: Shell) -> None:
    settings = shell.settings
    with shell.engine.read() as session:
        found = delivery(session, settings.mail_per_hour, expects_mail=settings.mail_host is not None)
    channels = {"mail": settings.mail_host, "chat": list(settings.webhook_hosts)}
    shell.answer({**asdict(found), "channels": channels}, "\n".join(_status(shell, found)))
    if found.alarms:
        told = shell.speech.listed(shell.t(f"delivery.alarm.{code}") for code in found.alarms)
        raise Stop(shell.t("cli.status.alarm", what=told), Exit.REFUSED)


def _status(shell: Shell, found: Delivery) -> Iterable[str]:
    t, settings = shell.t, shell.settings
    at = shell.speech.instant(found.pulse.at)
    yield t("cli.status.clock", n=found.pulse.processes, at=at)
    yield t("cli.status.queue", n=found.due, day=shell.speech.day(found.next_on))
    yield t("cli.status.waiting", news=found.news, notices=found.unsent, letters=found.waiting)
    mail = t("delivery.mail.set", host=settings.mail_host) if settings.mail_host else t("delivery.mail.none")
    chat = shell.speech.listed(settings.webhook_hosts)
    yield mail
    yield t("delivery.chat.set", hosts=chat) if chat else t("delivery.chat.none")
    yield t("cli.status.sent", n=found.sent_last_hour, most=settings.mail_per_hour)
    yield t("cli.status.dead", n=found.dead)
    if found.troubles:
        yield t("cli.status.troubles", what=_troubles(found.troubles))
    if found.without_address:
        yield t("delivery.without_address", n=found.without_address)
    yield t("cli.status.calendar", year=found.provisional_from, n=found.reckonings)


@click.command("remind")
@click.option("--dry-run", "dry_run", is_flag=True)
@click.option("--on", "day", type=DAY)
@readable
@pass_shell
def remind_command(shell: Shell, dry_run: bool, day: datetime | None) -> None:  # noqa: FBT001 - click passes flags by name
    if not dry_run:
        raise Invalid("dry_run", "only_dry")
    found = _planned(shell, day.date() if day else clock.today())
    rows = [_row(shell, each) for each in found]
    headers = [shell.t(f"cli.remind.{name}") for name in _COLUMNS]
    text = output.table(headers, rows) if rows else shell.t("cli.remind.none")
    shell.answer([asdict(each) for each in found], text)


_COLUMNS = ("who", "project", "what", "rung", "due", "why", "letter")


def _planned(shell: Shell, day: date) -> tuple[Planned, ...]:
    with clock.rehearse(datetime.combine(day, NOON, clock.ZONE)), shell.engine.read() as session:
        return planned(session)


def _row(shell: Shell, each: Planned) -> tuple[Any, ...]:
    red = shell.t("light.red") if each.is_red else ""
    skipped = shell.t("cli.remind.skipped", rungs=" ".join(each.skipped)) if each.skipped else ""
    rung = " ".join(part for part in (each.rung, red, skipped) if part)
    letter = shell.speech.short(each.letter_on) if each.letter_on else shell.t("cli.remind.inbox")
    who = f"{each.login} {each.name}"
    return who, each.number, each.code, rung, each.due.isoformat(), f"{each.why} ({each.office})", letter


COMMANDS = (tick_command, status_command, remind_command)
