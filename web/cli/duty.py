"""Commands about duties: list, do, confirm, return, waive."""

from collections.abc import Sequence

import click

from lifecycle.queries.checklist import ChecklistRow, checklist
from lifecycle.queries.choices import choices
from lifecycle.queries.reading import read_project
from lifecycle.verbs import duties, substitutes
from lifecycle.verbs.duties import DutyKey
from web.cli import output
from web.cli.papers import papers_of, with_papers
from web.cli.shell import OCCURRENCE, REASON, Shell, with_person


@click.group("duty")
def group() -> None:
    """Its text is `help.duty`."""


@group.command("list")
@click.argument("number")
@click.option("--open", "only_open", is_flag=True)
@click.option("--mine", "only_mine", is_flag=True)
@with_person
def list_command(shell: Shell, number: str, only_open: bool, only_mine: bool) -> None:  # noqa: FBT001 - click passes flags by name
    with shell.reading() as (session, actor):
        reading = read_project(session, actor, number)
        groups = checklist(reading, choices(reading)).groups
    rows = [row for each in groups for row in (*each.rows, *each.unasked)]
    rows = [row for row in rows if (row.is_open or not only_open) and (row.acts or not only_mine)]
    names = ("code", "state", "due", "doer", "confirmer", "duty")
    shell.answer(
        [_value(row) for row in rows],
        output.table([shell.t(f"cli.column.{name}") for name in names], [_cells(shell, row) for row in rows]),
    )


def _value(row: ChecklistRow) -> dict[str, object]:
    return {
        "code": row.code,
        "occurrence": row.occurrence,
        "state": row.state,
        "required": row.required,
        "doer": row.owner.code,
        "confirmer": row.confirmer.code if row.confirmer else None,
        "due": row.due,
        "late": row.late,
        "evidence": [each.kind for each in row.wanted],
        "missing": [each.kind for each in row.missing],
        "waits_for": row.waits_for.code if row.waits_for else None,
        "equivalence": row.equivalence,
        "acts": row.acts,
        "text": row.text,
    }


def _cells(shell: Shell, row: ChecklistRow) -> tuple[object, ...]:
    code = row.code if row.occurrence == 1 else f"{row.code} #{row.occurrence}"
    confirmer = row.confirmer.code if row.confirmer else None
    state = shell.t(f"cli.duty_state.{row.state}")
    return code, state, row.due, row.owner.code, confirmer, shell.speech.of(row.text)


@group.command("do")
@click.argument("number")
@click.argument("code")
@OCCURRENCE
@with_papers
@click.option("--document", "known", type=click.IntRange(1), multiple=True, metavar="N")
@click.option("--keep", is_flag=True)
@with_person
def do(shell: Shell, /, number: str, code: str, occurrence: int, keep: bool, **given: Sequence[str]) -> None:  # noqa: FBT001 - click passes flags by name
    verb = duties.attach if keep else duties.complete
    shell.run(verb, DutyKey(number, code, occurrence), papers_of(shell, given))


@group.command("confirm")
@click.argument("number")
@click.argument("code")
@OCCURRENCE
@with_person
def confirm(shell: Shell, number: str, code: str, occurrence: int) -> None:
    shell.run(duties.confirm, DutyKey(number, code, occurrence))


@group.command("return")
@click.argument("number")
@click.argument("code")
@OCCURRENCE
@REASON
@click.option("--only", multiple=True, metavar="KIND")
@with_person
def give_back(
    shell: Shell, number: str, code: str, occurrence: int, reason: str, only: Sequence[str]
) -> None:
    shell.run(duties.give_back, DutyKey(number, code, occurrence), reason, kinds=tuple(only))


@group.command("waive")
@click.argument("number")
@click.argument("code")
@OCCURRENCE
@REASON
@with_person
def waive(shell: Shell, number: str, code: str, occurrence: int, reason: str) -> None:
    shell.run(duties.waive, DutyKey(number, code, occurrence), reason)


@group.command("reopen")
@click.argument("number")
@click.argument("code")
@OCCURRENCE
@REASON
@with_person
def reopen(shell: Shell, number: str, code: str, occurrence: int, reason: str) -> None:
    shell.run(duties.reopen, DutyKey(number, code, occurrence), reason)


@group.command("stand-in")
@click.argument("number")
@click.argument("code")
@OCCURRENCE
@REASON
@with_person
def stand_in(shell: Shell, number: str, code: str, occurrence: int, reason: str) -> None:
    shell.run(substitutes.let_stand_in, DutyKey(number, code, occurrence), reason)
