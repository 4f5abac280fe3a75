"""Commands about facts: record, correct, list."""

from collections.abc import Iterator

import click

from lifecycle.commands import Verb
from lifecycle.policy import find
from lifecycle.queries.facts import Evidence, FactLine, facts_page
from lifecycle.queries.preview import as_previewed, preview
from lifecycle.queries.track import TrackChange, track_facts
from lifecycle.verbs import facts
from web.cli import output
from web.cli.shell import REASON, Exit, Shell, Stop, with_person
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


def turn_value(turn: TrackChange) -> dict[str, object]:
    """What another track would change, for a program."""
    return {
        "before": turn.before.code,
        "after": turn.after.clause.code,
        "because": {fact.name: value for fact, value in turn.after.grounds},
        "opens": [{"code": clause.code, "due": due} for clause, due in turn.opens],
        "behind": [clause.code for clause in turn.behind],
        "behind_by": turn.behind_by,
        "closes": [clause.code for clause in turn.closes],
        "dates": [
            {"code": each.clause.code, "before": each.before, "after": each.after} for each in turn.dates
        ],
        "gates": [
            {"gate": each.clause.code, "before": each.before, "after": each.after} for each in turn.gates
        ],
        "kept": turn.kept,
    }


def turn_lines(shell: Shell, turn: TrackChange) -> Iterator[str]:
    """What another track would change, line by line."""
    say, listed = Sentences(shell.speech), shell.speech.listed
    yield say.grounds(turn.after)
    yield shell.t("turn.kept", n=turn.kept)
    if turn.opens:
        yield shell.t("cli.turn.opens", codes=listed(clause.code for clause, _ in turn.opens))
    if turn.behind:
        yield shell.t("cli.turn.behind", on=turn.behind_by, codes=listed(each.code for each in turn.behind))
    if turn.closes:
        yield shell.t("cli.turn.closes", codes=listed(each.code for each in turn.closes))
    for date in turn.dates:
        told = {"before": date.before or "—", "after": date.after or "—"}
        yield shell.t("cli.turn.date", code=date.clause.code, **told)
    for gate in turn.gates:
        ways = {"before": say.way_through(gate.before), "after": say.way_through(gate.after)}
        yield shell.t("cli.turn.gate", gate=gate.clause.code, **ways)


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
