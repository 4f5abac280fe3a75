"""Commands about organisations, for whoever runs the machine. Each act leaves a line in the access log."""

import click
from sqlalchemy import func, select

from lifecycle import accounts
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.queries.organisations import organisation_page
from lifecycle.records import people
from lifecycle.records.people import OrganisationRow
from web.cli import output
from web.cli.shell import Shell, pass_shell, readable


@click.group("org")
def group() -> None:
    """Its text is `help.org`."""


@group.command("add")
@click.argument("code")
@click.argument("name")
@click.argument("kind")
@click.option("--credit-code", "credit_code")
@pass_shell
def add(shell: Shell, code: str, name: str, kind: str, credit_code: str | None) -> None:
    _check_kind(shell, kind)
    with shell.keeping("organisations", code) as session:
        organisation = accounts.add_organisation(
            session.tx, code=code, name=name, kind=kind, credit_code=credit_code
        )
    output.say(shell.t("cli.org_added", code=organisation.code, name=organisation.name))


def _check_kind(shell: Shell, kind: str) -> None:
    kinds = shell.standard.organisation_kinds
    if kind not in kinds:
        raise Invalid("kind", "not_in_list", {"given": kind, "values": tuple(kinds)})


@group.command("show")
@click.argument("code")
@readable
@pass_shell
def show(shell: Shell, code: str) -> None:
    with shell.engine.read() as session:
        page = organisation_page(session, code)
    it = page.organisation
    lines = [
        f"{it.code} {it.name}",
        shell.t("organisations.takes_part", running=page.running, n=page.parts),
        f"{shell.t('field.credit_code')}: {it.credit_code or '—'}",
        *(f"  {each.login} {each.name}" for each in page.members),
    ]
    shell.answer(page, "\n".join(lines))


@group.command("change")
@click.argument("code")
@click.option("--name")
@click.option("--kind")
@click.option("--credit-code", "credit_code")
@pass_shell
def change(shell: Shell, code: str, name: str | None, kind: str | None, credit_code: str | None) -> None:
    if kind is not None:
        _check_kind(shell, kind)
    with shell.keeping("organisation", code) as session:
        organisation = _organisation(session, code)
        accounts.change_organisation(
            session.tx,
            organisation,
            name=organisation.name if name is None else name,
            kind=kind or organisation.kind,
            credit_code=organisation.credit_code if credit_code is None else credit_code,
        )
    output.say(shell.t("cli.org_changed", code=code))


@group.command("close")
@click.argument("code")
@pass_shell
def close(shell: Shell, code: str) -> None:
    with shell.keeping("close_organisation", code) as session:
        accounts.close_organisation(session.tx, _organisation(session, code), session.day)
    output.say(shell.t("cli.org_closed", code=code))


@group.command("reopen")
@click.argument("code")
@pass_shell
def reopen(shell: Shell, code: str) -> None:
    with shell.keeping("reopen_organisation", code) as session:
        accounts.reopen_organisation(session.tx, _organisation(session, code))
    output.say(shell.t("cli.org_reopened", code=code))


@group.command("join")
@click.argument("code")
@click.argument("login")
@pass_shell
def join(shell: Shell, code: str, login: str) -> None:
    with shell.keeping("join", login, code) as session:
        person, organisation = shell.person(session, login), _organisation(session, code)
        accounts.join_organisation(session.tx, person, organisation, session.day)
    output.say(shell.t("cli.org_joined", login=person.login, name=organisation.name))


@group.command("leave")
@click.argument("code")
@click.argument("login")
@pass_shell
def leave(shell: Shell, code: str, login: str) -> None:
    with shell.keeping("leave", login, code) as session:
        person, organisation = shell.person(session, login), _organisation(session, code)
        accounts.leave_organisation(session.tx, person, organisation, session.day)
    output.say(shell.t("cli.org_left", login=person.login, name=organisation.name))


@group.command("head")
@click.argument("code")
@click.argument("login")
@click.option("--administrator", is_flag=True)
@click.option("--end", is_flag=True)
@pass_shell
def head(shell: Shell, code: str, login: str, administrator: bool, end: bool) -> None:  # noqa: FBT001 - click passes flags by name
    post = accounts.ADMINISTRATOR if administrator else accounts.HEAD
    with shell.keeping("name_member", login, code, post) as session:
        person, organisation = shell.person(session, login), _organisation(session, code)
        accounts.name_member(session.tx, person, organisation, post, holds=not end)
    said = "cli.org_head_ended" if end else "cli.org_head"
    role = shell.t(f"accounts.member.{post}")
    output.say(shell.t(said, login=person.login, name=organisation.name, role=role))


def _organisation(session: Session, code: str) -> OrganisationRow:
    organisation = accounts.organisation_by_code(session.tx, code)
    if organisation is None:
        raise NotFound("organisation", code)
    return organisation


@group.command("list")
@readable
@pass_shell
def list_command(shell: Shell) -> None:
    organisation, member = people.organisation, people.member
    shown = (organisation.c.code, organisation.c.name, organisation.c.kind)
    present = (member.c.organisation == organisation.c.id) & member.c.until.is_(None)
    statement = (
        select(*shown, func.count(member.c.person).label("members"))
        .join_from(organisation, member, present, isouter=True)
        .where(organisation.c.closed_on.is_(None))
        .group_by(*shown)
        .order_by(organisation.c.code)
    )
    with shell.engine.read() as session:
        rows = session.tx.execute(statement).all()
    headers = [shell.t(f"cli.column.{name}") for name in ("code", "name", "kind", "members")]
    shell.answer([row._asdict() for row in rows], output.table(headers, rows))
