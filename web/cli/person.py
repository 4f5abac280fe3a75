"""Commands about people and their sessions, for whoever runs the machine. Each leaves a line in the access log."""

from datetime import datetime

import click
from sqlalchemy import select

from lifecycle import accounts, clock
from lifecycle.accounts import second_factor
from lifecycle.errors import Invalid, NotFound
from lifecycle.queries.administration import sessions_page
from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS, BUSINESS
from stages import Standard
from web.cli import delegating, output
from web.cli.running import ADDRESS, link_for, link_to
from web.cli.shell import DAY, Shell, pass_shell, readable
from web.labels import LANGUAGES


@click.group("user")
def group() -> None:
    """Its text is `help.user`."""


@group.command("add")
@click.argument("login")
@click.argument("name")
@click.option("--email")
@click.option("--language", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@click.option("--administers", "domain", type=click.Choice(ADMINISTRATORS))
@click.option("--address", default=ADDRESS, show_default=True)
@readable
@pass_shell
def add(shell: Shell, /, login: str, name: str, address: str, domain: str | None, **more: str) -> None:
    with shell.keeping("new", login) as session:
        person = accounts.add_person(session.tx, login=login, name=name, domain=domain or BUSINESS, **more)
        if domain is not None:
            accounts.appoint(session.tx, person, domain, standing=True, since=session.day)
        link = link_for(session, person, address)
    shell.answer({"login": person.login, "link": link}, shell.t("cli.invited", login=person.login, link=link))


@group.command("invite")
@click.argument("login")
@click.option("--address", default=ADDRESS, show_default=True)
@readable
@pass_shell
def invite(shell: Shell, login: str, address: str) -> None:
    with shell.keeping("make_link", login) as session:
        person = shell.person(session, login)
        link = link_for(session, person, address)
    shell.answer({"login": person.login, "link": link}, shell.t("cli.invited", login=person.login, link=link))


@group.command("appoint")
@click.argument("login")
@click.argument("office")
@click.option("--until", "ends_on", type=DAY)
@pass_shell
def appoint(shell: Shell, login: str, office: str, ends_on: datetime | None) -> None:
    standing = office in ADMINISTRATORS or _held(shell.standard, office) == "staff"
    with shell.keeping("give_office", login, office) as session:
        person = shell.person(session, login)
        bureau = office in ADMINISTRATORS or shell.standard.of_bureau(office)
        last = ends_on.date() if ends_on else None
        accounts.appoint(
            session.tx, person, office, standing=standing, since=session.day, bureau=bureau, ends_on=last
        )
    output.say(shell.t("cli.appointed", login=person.login, office=office))


def _held(standard: Standard, office: str) -> str:
    """How the office is held. Raises Invalid for one that is not given to a person, but comes with an organisation."""
    known = standard.offices.get(office)
    if known is None or known.held == "member":
        given = tuple(each.code for each in standard.offices.values() if each.held != "member")
        raise Invalid("office", "not_in_list", {"given": office, "values": given + ADMINISTRATORS})
    return known.held


@group.command("dismiss")
@click.argument("login")
@click.argument("office")
@pass_shell
def dismiss(shell: Shell, login: str, office: str) -> None:
    with shell.keeping("take_office", login, office) as session:
        person = shell.person(session, login)
        accounts.dismiss(session.tx, person, office, session.day)
    output.say(shell.t("cli.dismissed", login=person.login, office=office))


@group.command("close")
@click.argument("login")
@pass_shell
def close(shell: Shell, login: str) -> None:
    with shell.keeping("close", login) as session:
        person = shell.person(session, login)
        accounts.close_person(session.tx, person, clock.now())
    output.say(shell.t("cli.closed", login=person.login))


@group.command("term")
@click.argument("login")
@click.argument("office")
@click.option("--until", "ends_on", type=DAY)
@pass_shell
def term(shell: Shell, login: str, office: str, ends_on: datetime | None) -> None:
    last = ends_on.date() if ends_on else None
    with shell.keeping("set_term", login, office) as session:
        person = shell.person(session, login)
        accounts.set_term(session.tx, person, office, last, session.day)
    said = "cli.term" if last else "cli.term_open"
    output.say(shell.t(said, login=person.login, office=office, day=shell.speech.day(last)))


@group.command("change")
@click.argument("login")
@click.option("--name")
@click.option("--email")
@click.option("--language", type=click.Choice(LANGUAGES))
@pass_shell
def change(shell: Shell, login: str, name: str | None, email: str | None, language: str | None) -> None:
    with shell.keeping("change", login) as session:
        person = shell.person(session, login)
        accounts.change_person(
            session.tx,
            person,
            name=person.name if name is None else name,
            email=person.email if email is None else email,
            language=language or person.language,
        )
    output.say(shell.t("cli.changed", login=person.login))


@group.command("unlock")
@click.argument("login")
@pass_shell
def unlock(shell: Shell, login: str) -> None:
    with shell.keeping("unlock", login) as session:
        person = shell.person(session, login)
        accounts.unlock(session.tx, person)
    output.say(shell.t("cli.unlocked", login=person.login))


@group.command("reset")
@click.argument("login")
@click.option("--address", default=ADDRESS, show_default=True)
@readable
@pass_shell
def reset(shell: Shell, login: str, address: str) -> None:
    with shell.keeping("reset_password", login) as session:
        person = shell.person(session, login)
        link = link_to(accounts.reset_password(session.tx, person, session.at), address)
    shell.answer({"login": person.login, "link": link}, shell.t("cli.invited", login=person.login, link=link))


@group.command("reset-second-factor")
@click.argument("login")
@pass_shell
def reset_second_factor(shell: Shell, login: str) -> None:
    with shell.keeping("take_second_factor", login) as session:
        second_factor.remove(session.tx, shell.person(session, login))
    output.say(shell.t("cli.factor_reset", login=login))


@group.command("reopen")
@click.argument("login")
@pass_shell
def reopen(shell: Shell, login: str) -> None:
    with shell.keeping("reopen", login) as session:
        person = accounts.person_by_login(session.tx, login)
        if person is None:
            raise NotFound("person", login)
        accounts.reopen_person(session.tx, person)
    output.say(shell.t("cli.reopened", login=person.login))


@group.command("sessions")
@click.argument("words", default="")
@readable
@pass_shell
def sessions(shell: Shell, words: str) -> None:
    with shell.engine.read() as session:
        found = sessions_page(session, words)
    headers = [shell.t(f"cli.column.{name}") for name in ("mark", "login", "name", "at", "address")]
    rows = [
        (each.mark, each.login, each.name, shell.speech.instant(each.created_at), each.address)
        for each in found.lines
    ]
    text = output.table(headers, rows) if rows else shell.t("list.none")
    shell.answer([each._asdict() for each in found.lines], text)


@group.command("sign-out")
@click.argument("login")
@click.argument("mark", required=False)
@pass_shell
def sign_out(shell: Shell, login: str, mark: str | None) -> None:
    with shell.keeping("end_session" if mark else "end_sessions", login, *filter(None, (mark,))) as session:
        person = shell.person(session, login)
        if mark:
            accounts.end_session(session.tx, person, mark, session.at)
        else:
            accounts.sign_out_everywhere(session.tx, person, session.at)
    output.say(shell.t("cli.signed_out", login=person.login))


@group.command("list")
@readable
@pass_shell
def list_command(shell: Shell) -> None:
    person, staff = people.person, people.staff
    held = (staff.c.person == person.c.id) & staff.c.until.is_(None)
    statement = (
        select(person.c.login, person.c.name, person.c.domain, staff.c.office)
        .join_from(person, staff, held, isouter=True)
        .where(person.c.closed_on.is_(None))
        .order_by(person.c.login, staff.c.office)
    )
    found: dict[str, dict[str, object]] = {}
    offices: dict[str, list[str]] = {}
    with shell.engine.read() as session:
        for row in session.tx.execute(statement):
            offices.setdefault(row.login, []).extend([row.office] if row.office else [])
            found[row.login] = {"login": row.login, "name": row.name, "offices": offices[row.login]}
    rows = [
        (each["login"], each["name"], shell.speech.listed(offices[login])) for login, each in found.items()
    ]
    headers = [shell.t(f"cli.column.{name}") for name in ("login", "name", "offices")]
    shell.answer(list(found.values()), output.table(headers, rows))


for each in delegating.COMMANDS:
    group.add_command(each)
