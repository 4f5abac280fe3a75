"""Commands about facts: record, correct, list."""

import click

from lifecycle.queries.facts import Evidence, FactLine, facts_page
from lifecycle.verbs import facts
from web.cli import output
from web.cli.shell import REASON, Shell, with_person


@click.group("fact")
def group() -> None:
    """Its text is `help.fact`."""


@group.command("record")
@click.argument("number")
@click.argument("name")
@click.argument("value")
@click.option("--document", type=click.IntRange(1))
@with_person
def record(shell: Shell, number: str, name: str, value: str, document: int | None) -> None:
    shell.run(facts.record, number, name, value, document)


@group.command("correct")
@click.argument("number")
@click.argument("name")
@click.argument("value", required=False)
@REASON
@click.option("--document", type=click.IntRange(1))
@with_person
def correct(
    shell: Shell, number: str, name: str, value: str | None, reason: str, document: int | None
) -> None:
    shell.run(facts.correct, number, name, value, reason, document)


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
