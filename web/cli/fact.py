"""Commands about facts: record, correct, list."""

import click

from lifecycle.commands import Verb
from lifecycle.policy import find
from lifecycle.queries.facts import Evidence, FactLine, facts_page
from lifecycle.queries.preview import as_previewed, preview
from lifecycle.queries.track import TrackChange, track_facts
from lifecycle.verbs import facts
from web.cli import output
from web.cli.shell import REASON, Exit, Shell, Stop, with_person
from web.cli.tracks import turn_lines, turn_value
from web.project.sentences import Sentences

YES = click.option("--yes", is_flag=True)


@click.group("fact")
def group() -> None:
    """Its text is `help.fact`."""


@group.command("record")
@click.argument("number")
@click.argument("name")
@click.argument("value")
@click.option("--document", type=click.IntRange(1))
@YES
@with_person
def record(shell: Shell, number: str, name: str, value: str, document: int | None, yes: bool) -> None:  # noqa: FBT001 - click passes flags by name
    change(shell, facts.record, number, name, (value, document), seen=yes)


@group.command("correct")
@click.argument("number")
@click.argument("name")
@click.argument("value", required=False)
@REASON
@click.option("--document", type=click.IntRange(1))
@YES
@with_person
def correct(
    shell: Shell,
    number: str,
    name: str,
    value: str | None,
    reason: str,
    document: int | None,
    yes: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    change(shell, facts.correct, number, name, (value, reason, document), seen=yes)


def change(
    shell: Shell, verb: Verb, number: str, name: str, given: tuple[object, ...], *, seen: bool
) -> None:
    """Change a fact; one that would put the project on another track only once that has been seen."""
    with shell.reading() as (session, actor):
        project = find(session.tx, actor, number)
        decides = name in track_facts(session.standard(project.standard))
    if not decides:
        shell.run(verb, number, name, *given)
        return
    turn = preview(shell.engine, shell.me, verb, number, name, *given).track
    if turn is not None and not seen:
        shell.answer(turn_value(turn), "\n".join(turn_lines(shell, turn)))
        raise Stop(_asks(shell, turn), Exit.REFUSED)
    track = turn.after.clause.code if turn is not None else project.track
    shell.run(as_previewed(verb, track), number, name, *given)


def _asks(shell: Shell, turn: TrackChange) -> str:
    say = Sentences(shell.speech)
    return shell.t("cli.turn", before=say.clause(turn.before), after=say.clause(turn.after.clause))


@group.command("list")
@click.argument("number")
@with_person
def list_command(shell: Shell, number: str) -> None:
    with shell.reading() as (session, actor):
        page = facts_page(session, actor, number)
    lines = [*page.mine, *page.others, *page.computed]
    names = ("fact", "value", "recorder", "text")
    shell.answer(
        {
            "facts": [_value(line) for line in lines],
            "documents": [_document(each) for each in page.documents],
        },
        output.table(
            [shell.t(f"cli.column.{name}") for name in names], [_cells(shell, line) for line in lines]
        ),
    )


def _value(line: FactLine) -> dict[str, object]:
    return {
        "name": line.fact.name,
        "type": line.fact.type,
        "value": line.value,
        "recorder": line.recorder.code if line.recorder else None,
        "with_document": line.with_document,
        "barring": line.barring,
        "may_record": line.may_record,
        "may_correct": line.may_correct,
        "text": line.fact.text,
    }


def _document(each: Evidence) -> dict[str, object]:
    return {"n": each.document.n, "form": each.document.form, "clause": each.clause, "kind": each.kind}


def _cells(shell: Shell, line: FactLine) -> tuple[object, ...]:
    recorder = line.recorder.code if line.recorder else shell.t("cli.system")
    return line.fact.name, line.value, recorder, shell.speech.of(line.fact.text)
