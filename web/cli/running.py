"""Commands that run an installation: serve, init, migrate, verify."""

from collections.abc import Iterable
from dataclasses import replace

import click
from sqlalchemy import select

from lifecycle import clock, scheduler
from lifecycle.accounts import add_person, appoint, make_link
from lifecycle.database import migrate
from lifecycle.engine import Session, seed_calendar
from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS, PersonRow
from lifecycle.verify import Finding, verify
from web.app import create_app
from web.cli import output
from web.cli.logs import keep_log
from web.cli.shell import Exit, Shell, Stop, pass_shell, readable
from web.messages.post import post_of
from web.serve import serve
from web.settings import Settings

SYSADMIN = ADMINISTRATORS[0]
ADDRESS = "http://localhost:8000"
LINK_HOURS = 24


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT", show_default=True)
@pass_shell
def serve_command(shell: Shell, host: str, port: int) -> None:
    settings = at_port(shell.settings, port)
    app = create_app(settings, shell.engine)
    click.echo(shell.t("cli.serving", address=f"http://{host}:{port}"), err=True)
    keep_log()
    with scheduler.running(shell.engine, post_of(settings)):
        serve(app, host, port)


def at_port(settings: Settings, port: int) -> Settings:
    """With the address that calendars and letters give leading to the port that is served, unless one was set."""
    return replace(settings, address=f"http://localhost:{port}") if settings.address == ADDRESS else settings


@click.command("init")
@click.option("--login", default="admin", show_default=True)
@click.option("--name", default="系统管理员", show_default=True)
@click.option("--address", default=ADDRESS, show_default=True)
@readable
@pass_shell
def init_command(shell: Shell, login: str, name: str, address: str) -> None:
    engine = shell.open()
    migrate(engine.database)
    with engine.write() as session:
        seed_calendar(session.tx)
        if _administrator(session) is not None:
            shell.answer({"link": None}, shell.t("cli.init_done_before"))
            return
        person = add_person(session.tx, login=login, name=name, domain=SYSADMIN, language=shell.language)
        appoint(session.tx, person, SYSADMIN, standing=True, since=session.day)
        link = link_for(session, person, address)
    shell.answer(
        {"login": person.login, "link": link}, shell.t("cli.init_done", login=person.login, link=link)
    )


def _administrator(session: Session) -> PersonRow | None:
    person = people.person
    row = session.tx.execute(
        select(person).where(person.c.domain == SYSADMIN, person.c.closed_on.is_(None))
    ).first()
    return None if row is None else PersonRow.of(row)


def link_for(session: Session, person: PersonRow, address: str) -> str:
    """A one-time link, good for 24 hours; whoever opens it sets a password."""
    return link_to(make_link(session.tx, person, clock.now(), LINK_HOURS), address)


def link_to(token: str, address: str) -> str:
    """The address of a one-time link."""
    return f"{address.rstrip('/')}/link/{token}"


@click.command("migrate")
@pass_shell
def migrate_command(shell: Shell) -> None:
    migrate(shell.open().database)
    output.say(shell.t("cli.migrated"))


@click.command("verify")
@readable
@pass_shell
def verify_command(shell: Shell) -> None:
    seen: list[int] = []

    def along(ids: list[int]) -> Iterable[int]:
        seen.extend(ids)
        return output.along(ids, shell.t("cli.verifying"))

    found = list(verify(shell.engine, along))
    counted = len(seen)
    lines = "\n".join(
        (*(_line(shell, each) for each in found), shell.t("cli.verified", count=counted, n=len(found)))
    )
    shell.answer({"projects": counted, "findings": found}, lines)
    if found:
        raise Stop(shell.t("cli.verify_failed"), Exit.REFUSED)


def _line(shell: Shell, found: Finding) -> str:
    told = shell.t(f"cli.found.{found.problem}")
    place = " ".join(part for part in (found.project, found.where, found.column) if part)
    values = f" ({found.expected} ≠ {found.found})" if found.column else ""
    return f"{place}: {told}{values}"


COMMANDS = (serve_command, init_command, migrate_command, verify_command)
