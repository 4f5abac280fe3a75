"""Commands about who acts for whom, for whoever runs the machine: delegate, note an absence, list, end."""

from datetime import datetime

import click

from lifecycle import accounts
from lifecycle.accounts import Term
from lifecycle.queries.delegations import DelegationLine, delegations_page
from web.cli import output
from web.cli.shell import DAY, Shell, pass_shell, readable


@click.command("delegate")
@click.argument("login")
@click.argument("to", required=False)
@click.option("--office", default=accounts.EVERY_OFFICE, metavar="CODE")
@click.option("--from", "since", type=DAY, required=True)
@click.option("--until", type=DAY, required=True)
@readable
@pass_shell
def delegate(shell: Shell, login: str, to: str | None, office: str, since: datetime, until: datetime) -> None:
    with shell.engine.write() as session:
        giver = shell.person(session, login)
        taker = shell.person(session, to) if to else None
        made = accounts.delegate(
            session.tx,
            shell.standard,
            giver,
            Term(since.date(), until.date()),
            session.day,
            taker=taker,
            office=office,
        )
    value = {"n": made.id, "giver": giver.login, "taker": taker.login if taker else None, "office": office}
    key = "cli.delegated" if taker else "cli.away"
    told = shell.t(key, giver=giver.login, taker=to or "", since=made.since, until=made.until)
    shell.answer(value | {"since": made.since, "until": made.until}, told)


@click.command("delegations")
@click.argument("login")
@readable
@pass_shell
def delegations(shell: Shell, login: str) -> None:
    with shell.engine.read() as session:
        page = delegations_page(session, shell.standard, shell.person(session, login))
    names = ("n", "direction", "name", "offices", "since", "until", "state")
    lines = [("given", each) for each in page.given] + [("taken", each) for each in page.taken]
    shell.answer(
        [_value(direction, line) for direction, line in lines],
        output.table(
            [shell.t(f"cli.column.{name}") for name in names],
            [_cells(shell, direction, line) for direction, line in lines],
        ),
    )


def _value(direction: str, line: DelegationLine) -> dict[str, object]:
    return {
        "n": line.n,
        "direction": direction,
        "name": line.other,
        "office": line.office,
        "since": line.since,
        "until": line.until,
        "ended_on": line.ended_on,
        "state": line.state,
    }


def _cells(shell: Shell, direction: str, line: DelegationLine) -> tuple[object, ...]:
    return (
        line.n,
        shell.t(f"delegation.{direction}"),
        line.other or shell.t("delegation.nobody"),
        line.office or shell.t("delegation.every_office"),
        line.since,
        line.until,
        shell.t(f"delegation.state.{line.state}"),
    )


@click.command("end-delegation")
@click.argument("login")
@click.argument("n", type=click.IntRange(1))
@readable
@pass_shell
def end(shell: Shell, login: str, n: int) -> None:
    with shell.engine.write() as session:
        giver = shell.person(session, login)
        accounts.end_delegation(session.tx, giver, n, session.day)
    shell.answer({"giver": giver.login, "n": n}, shell.t("cli.delegation_ended", giver=giver.login, n=n))


COMMANDS = (delegate, delegations, end)
