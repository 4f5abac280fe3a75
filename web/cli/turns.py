"""Commands for projects that leave the plain road: extend, object, withdraw, terminate, close as outside conversion,
come back.
"""

from collections.abc import Sequence
from datetime import datetime

import click

from lifecycle.policy import find
from lifecycle.verbs import dates, ends, objections, reentry
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.rounds import Owed
from web.cli import foreseeing
from web.cli.foreseeing import foreseeable
from web.cli.given import owed_of, settled_of
from web.cli.shell import DAY, OCCURRENCE, OWED, REASON, SETTLED, Shell, with_person


@click.command("extend")
@click.argument("number")
@click.argument("milestone")
@OCCURRENCE
@click.option("--until", type=DAY, required=True)
@REASON
@with_person
def extend(shell: Shell, number: str, milestone: str, occurrence: int, until: datetime, reason: str) -> None:
    shell.run(dates.extend, MilestoneKey(number, milestone, occurrence), until.date(), reason)


@click.command("ask-extension")
@click.argument("number")
@click.argument("milestone")
@OCCURRENCE
@click.option("--until", type=DAY, required=True)
@REASON
@with_person
def ask_extension(
    shell: Shell, number: str, milestone: str, occurrence: int, until: datetime, reason: str
) -> None:
    shell.run(dates.ask, MilestoneKey(number, milestone, occurrence), until.date(), reason)


@click.command("refuse-extension")
@click.argument("number")
@click.argument("milestone")
@OCCURRENCE
@REASON
@with_person
def refuse_extension(shell: Shell, number: str, milestone: str, occurrence: int, reason: str) -> None:
    shell.run(dates.refuse, MilestoneKey(number, milestone, occurrence), reason)


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
@SETTLED
@foreseeable
@with_person
def withdraw(shell: Shell, /, number: str, reason: str, is_trial: bool, **owed: Sequence[str]) -> None:  # noqa: FBT001 - click passes flags by name
    foreseeing.run(shell, is_trial, ends.withdraw, number, reason, _settlement(shell, number, **owed))


@click.command("terminate")
@click.argument("number")
@click.option("--cause", metavar="CODE", required=True)
@REASON
@OWED
@SETTLED
@foreseeable
@with_person
def terminate(
    shell: Shell,
    /,
    number: str,
    cause: str,
    reason: str,
    is_trial: bool,  # noqa: FBT001 - click passes flags by name
    **owed: Sequence[str],
) -> None:
    foreseeing.run(shell, is_trial, ends.terminate, number, cause, reason, _settlement(shell, number, **owed))


@click.command("outbound")
@click.argument("number")
@REASON
@OWED
@SETTLED
@foreseeable
@with_person
def outbound(shell: Shell, /, number: str, reason: str, is_trial: bool, **owed: Sequence[str]) -> None:  # noqa: FBT001 - click passes flags by name
    foreseeing.run(shell, is_trial, ends.close_outbound, number, reason, _settlement(shell, number, **owed))


def _settlement(shell: Shell, number: str, owed: Sequence[str], settled: Sequence[str]) -> tuple[Owed, ...]:
    """What is to be settled: free items, and items of the project's standard in the words of this language."""
    with shell.reading() as (session, actor):
        standard = session.standard(find(session.tx, actor, number).standard)
    items = (settled_of(each, standard, shell.speech) for each in settled)
    return (*items, *(owed_of(each) for each in owed))


@click.command("reenter")
@click.argument("number")
@click.option("--title", required=True)
@click.option("--summary", default="")
@with_person
def reenter(shell: Shell, number: str, title: str, summary: str) -> None:
    shell.run(reentry.reenter, number, title, summary, shell.settings.number_prefix)


COMMANDS = (
    extend,
    ask_extension,
    refuse_extension,
    raise_objection,
    reply,
    withdraw,
    terminate,
    outbound,
    reenter,
)
