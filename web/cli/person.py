"""Commands about people, for whoever runs the machine: add, invite, appoint, dismiss, close, list."""

import click
from sqlalchemy import select

from lifecycle import accounts, clock
from lifecycle.errors import Invalid
from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS, BUSINESS
from stages import Standard
from web.cli import delegating, output
from web.cli.running import ADDRESS, link_for
from web.cli.shell import Shell, pass_shell, readable
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
    with shell.engine.write() as session:
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
    with shell.engine.write() as session:
        person = shell.person(session, login)
        link = link_for(session, person, address)
    shell.answer({"login": person.login, "link": link}, shell.t("cli.invited", login=person.login, link=link))


@group.command("appoint")
@click.argument("login")
@click.argument("office")
@pass_shell
def appoint(shell: Shell, login: str, office: str) -> None:
    standing = office in ADMINISTRATORS or _held(shell.standard, office) == "staff"
    with shell.engine.write() as session:
        person = shell.person(session, login)
        bureau = office in ADMINISTRATORS or shell.standard.of_bureau(office)
        accounts.appoint(session.tx, person, office, standing=standing, since=session.day, bureau=bureau)
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
    with shell.engine.write() as session:
        person = shell.person(session, login)
        accounts.dismiss(session.tx, person, office, session.day)
    output.say(shell.t("cli.dismissed", login=person.login, office=office))


@group.command("close")
@click.argument("login")
@pass_shell
def close(shell: Shell, login: str) -> None:
    with shell.engine.write() as session:
        person = shell.person(session, login)
        accounts.close_person(session.tx, person, clock.now())
    output.say(shell.t("cli.closed", login=person.login))


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
