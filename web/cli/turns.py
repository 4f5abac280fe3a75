"""Commands for projects that leave the plain road: extend, object, withdraw, terminate, come back."""

from collections.abc import Sequence
from datetime import datetime

import click

from lifecycle.verbs import dates, ends, objections, reentry
from lifecycle.verbs.dates import MilestoneKey
from web.cli.given import owed_of
from web.cli.shell import DAY, OCCURRENCE, OWED, REASON, Shell, with_person


@click.command("extend")
@click.argument("number")
@click.argument("milestone")
@OCCURRENCE
@click.option("--until", type=DAY, required=True)
@REASON
@with_person
def extend(shell: Shell, number: str, milestone: str, occurrence: int, until: datetime, reason: str) -> None:
    shell.run(dates.extend, MilestoneKey(number, milestone, occurrence), until.date(), reason)


@click.command("object")
@click.argument("number")
@click.argument("about")
@REASON
@with_person
def raise_objection(shell: Shell, number: str, about: str, reason: str) -> None:
    shell.run(objections.raise_objection, number, about, reason)


@click.command("reply")
@click.argument("number")
@click.argument("n", type=click.IntRange(1))
@click.option("--text", required=True)
@with_person
def reply(shell: Shell, number: str, n: int, text: str) -> None:
    shell.run(objections.reply, number, n, text)


@click.command("withdraw")
@click.argument("number")
@REASON
@OWED
@with_person
def withdraw(shell: Shell, number: str, reason: str, owed: Sequence[str]) -> None:
    shell.run(ends.withdraw, number, reason, tuple(owed_of(each) for each in owed))


@click.command("terminate")
@click.argument("number")
@click.option("--cause", metavar="CODE", required=True)
@REASON
@OWED
@with_person
def terminate(shell: Shell, number: str, cause: str, reason: str, owed: Sequence[str]) -> None:
    shell.run(ends.terminate, number, cause, reason, tuple(owed_of(each) for each in owed))


@click.command("reenter")
@click.argument("number")
@click.option("--title", required=True)
@click.option("--summary", default="")
@with_person
def reenter(shell: Shell, number: str, title: str, summary: str) -> None:
    shell.run(reentry.reenter, number, title, summary, shell.settings.number_prefix)


COMMANDS = (extend, raise_objection, reply, withdraw, terminate, reenter)
