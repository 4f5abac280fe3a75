"""Commands that print records: the report of an evaluation, the agenda of a gate meeting, its minutes."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from handbook import FORMATS, Book, HandbookError, render_record, write
from lifecycle.errors import Invalid
from lifecycle.queries import meeting
from lifecycle.queries.evaluation import evaluation_page
from lifecycle.queries.report import report as report_of
from web.cli import output
from web.cli.handbook import sentence
from web.cli.shell import DAY, Exit, Shell, Stop, acting, pass_shell, readable
from web.evaluation.report import book_of
from web.meetings.books import Telling, agenda_book, minutes_book

TO = click.option("-o", "--output", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)


@click.command("report")
@click.argument("number")
@click.option("--evaluation", "n", type=click.IntRange(1))
@TO
@acting
@readable
@pass_shell
def report(shell: Shell, number: str, n: int | None, target: Path) -> None:
    with shell.reading() as (session, actor):
        wanted = n or evaluation_page(session, actor, number).n
        found = report_of(session, actor, number, wanted)
    _print(shell, book_of(found, shell.speech), target)


@click.group("meeting")
def group() -> None:
    """Its text is `help.meeting`."""


@group.command("waiting")
@acting
@readable
@pass_shell
def waiting(shell: Shell) -> None:
    with shell.reading() as (session, actor):
        found = meeting.waiting(session, actor)
    telling = Telling(shell.speech)
    names = ("project", "gate", "proposal", "heard", "score")
    rows = [
        (
            f"{each.number} {each.header.title}",
            each.round.gate.code,
            telling.proposed(each.round),
            f"{each.heard}/{each.asked}",
            telling.score(each.evaluation),
        )
        for each in found
    ]
    value = [
        {
            "number": each.number,
            "gate": each.round.gate.code,
            "requested_on": each.round.requested_on,
            "proposed": each.round.proposed.code if each.round.proposed else None,
            "heard": each.heard,
            "asked": each.asked,
            "missing": each.panel.count,
        }
        for each in found
    ]
    shell.answer(value, output.table([shell.t(f"meeting.column.{name}") for name in names], rows))


@group.command("agenda")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--on", type=DAY)
@click.option("--name", default="")
@TO
@acting
@readable
@pass_shell
def agenda(shell: Shell, numbers: Sequence[str], on: datetime | None, name: str, target: Path) -> None:
    with shell.reading() as (session, actor):
        items, day = meeting.agenda(session, actor, numbers), session.day
    _print(shell, agenda_book(items, on.date() if on else day, name, shell.speech), target)


@group.command("minutes")
@click.argument("on", type=DAY)
@click.argument("office")
@TO
@acting
@readable
@pass_shell
def minutes(shell: Shell, on: datetime, office: str, target: Path) -> None:
    with shell.reading() as (session, actor):
        found = meeting.minutes(session, actor, on.date(), office)
    _print(shell, minutes_book(found, shell.speech), target)


def _print(shell: Shell, book: Book, target: Path) -> None:
    """The book in the format that the file's ending names."""
    form = target.suffix.lstrip(".").lower()
    if form not in FORMATS:
        raise Invalid("file", "type_not_allowed", {"extension": form, "allowed": FORMATS})
    try:
        made = render_record(book, form)
    except HandbookError as refused:
        raise Stop(sentence(shell, refused), Exit.WRONG_INPUT) from refused
    write(target, made)
    shell.answer(
        {"file": str(target), "bytes": len(made), "check": book.head.check},
        shell.t("handbook.written", file=target, size=shell.speech.size(len(made))),
    )
