"""Commands for what changes on the way: who takes part, a service that is bought, the task book, a derived result."""

from collections.abc import Sequence
from datetime import datetime

import click

from lifecycle.verbs import derivation, parties, task_book
from lifecycle.verbs.parties import Purchase, Succession
from lifecycle.verbs.register import Part
from lifecycle.verbs.task_book import NewTaskBook
from web.cli import foreseeing
from web.cli.foreseeing import foreseeable
from web.cli.given import pair_of
from web.cli.papers import papers_of, with_papers
from web.cli.shell import DAY, REASON, Shell, with_person


@click.command("leave")
@click.argument("number")
@click.argument("organisation", metavar="CODE")
@click.option("--from", "from_day", type=DAY, required=True)
@REASON
@with_person
def leave(shell: Shell, number: str, organisation: str, from_day: datetime, reason: str) -> None:
    shell.run(parties.part, number, organisation, from_day.date(), reason)


@click.command("stay")
@click.argument("number")
@click.argument("organisation", metavar="CODE")
@with_person
def stay(shell: Shell, number: str, organisation: str) -> None:
    shell.run(parties.stay, number, organisation)


@click.command("receiver")
@click.argument("number")
@click.argument("leaving", metavar="CODE")
@click.argument("joining", metavar="CODE")
@REASON
@with_papers
@foreseeable
@with_person
def receiver(
    shell: Shell,
    /,
    number: str,
    leaving: str,
    joining: str,
    reason: str,
    is_trial: bool,  # noqa: FBT001 - click passes flags by name
    **papers: Sequence[str],
) -> None:
    given = Succession(leaving, joining, reason, papers_of(shell, papers))
    foreseeing.run(shell, is_trial, parties.change_receiver, number, given)


@click.command("buy-service")
@click.argument("number")
@click.argument("organisation", metavar="CODE")
@REASON
@with_papers
@with_person
def buy_service(
    shell: Shell, /, number: str, organisation: str, reason: str, **papers: Sequence[str]
) -> None:
    shell.run(parties.buy_service, number, Purchase(organisation, reason, papers_of(shell, papers)))


@click.command("task-book")
@click.argument("number")
@click.option("--set", "values", multiple=True, metavar="FACT=VALUE")
@REASON
@with_papers
@foreseeable
@with_person
def change_task_book(
    shell: Shell,
    /,
    number: str,
    values: Sequence[str],
    reason: str,
    is_trial: bool,  # noqa: FBT001 - click passes flags by name
    **papers: Sequence[str],
) -> None:
    changed = dict(pair_of("--set", each) for each in values)
    given = NewTaskBook(reason, changed, papers_of(shell, papers))
    foreseeing.run(shell, is_trial, task_book.change, number, given)


@click.command("derive")
@click.argument("number")
@click.option("--title", required=True)
@click.option("--summary", default="")
@click.option("--party", "parts", multiple=True, metavar="CODE")
@with_person
def derive(shell: Shell, number: str, title: str, summary: str, parts: Sequence[str]) -> None:
    named = [Part(code) for code in parts]
    shell.run(derivation.derive, number, title, summary, named, shell.settings.number_prefix)


COMMANDS = (leave, stay, receiver, buy_service, change_task_book, derive)
