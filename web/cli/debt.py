"""Commands about debts: list, answer, settle, return."""

from datetime import datetime

import click

from lifecycle.queries.choices import choices
from lifecycle.queries.reading import read_project
from lifecycle.queries.rounds import DebtView
from lifecycle.queries.rounds import debts as debts_of
from lifecycle.verbs import debts, issues
from lifecycle.verbs.rounds import Owed
from web.cli import output
from web.cli.shell import DAY, REASON, Shell, with_person
from web.project.sentences import Sentences


@click.group("debt")
def group() -> None:
    """Its text is `help.debt`."""


@group.command("list")
@click.argument("number")
@with_person
def list_command(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        reading = read_project(session, actor, number)
        lines = debts_of(reading, choices(reading))
    names = ("n", "kind", "owner", "due", "age", "answered", "settled", "what")
    say = Sentences(shell.speech)
    rows = [_cells(line, say.owed(line)) for line in lines]
    shell.answer(
        [_value(line) for line in lines],
        output.table([shell.t(f"cli.column.{name}") for name in names], rows),
    )


def _value(line: DebtView) -> dict[str, object]:
    return {
        "n": line.n,
        "kind": line.kind,
        "clause": line.clause.code if line.clause else None,
        "what": line.what.text if line.what else None,
        "rung": line.rung or None,
        "promised": line.promised,
        "owner": line.owner.code,
        "due": line.due,
        "opened_on": line.opened_on,
        "age_wd": line.age_wd,
        "bars": line.bars,
        "answered_on": line.answered_on,
        "settled_on": line.settled_on,
        "acts": line.acts,
    }


def _cells(line: DebtView, what: str) -> tuple[object, ...]:
    return line.n, line.kind, line.owner.code, line.due, line.age_wd, line.answered_on, line.settled_on, what


@group.command("raise")
@click.argument("number")
@click.option("--what", required=True)
@click.option("--owner", required=True)
@click.option("--due", type=DAY, required=True)
@click.option("--bars", is_flag=True)
@with_person
def raise_command(shell: Shell, number: str, what: str, owner: str, due: datetime, bars: bool) -> None:  # noqa: FBT001 - click passes flags by name
    shell.run(issues.raise_issue, number, Owed(what, owner, due.date()), bars=bars)


@group.command("answer")
@click.argument("number")
@click.argument("n", type=click.IntRange(1))
@click.option("--text", required=True)
@click.option("--promised", type=DAY)
@with_person
def answer(shell: Shell, number: str, n: int, text: str, promised: datetime | None) -> None:
    shell.run(debts.answer, number, n, text, promised.date() if promised else None)


@group.command("settle")
@click.argument("number")
@click.argument("n", type=click.IntRange(1))
@with_person
def settle(shell: Shell, number: str, n: int) -> None:
    shell.run(debts.settle, number, n)


@group.command("return")
@click.argument("number")
@click.argument("n", type=click.IntRange(1))
@REASON
@with_person
def give_back(shell: Shell, number: str, n: int, reason: str) -> None:
    shell.run(debts.give_back, number, n, reason)
