"""Commands about letters that could not be delivered: list, resend."""

from dataclasses import asdict

import click

from lifecycle.queries.delivery import delivery
from lifecycle.reminding import sending
from web.cli import output
from web.cli.shell import Shell, pass_shell, readable


@click.group("letter")
def group() -> None:
    """Its text is `help.letter`."""


@group.command("dead")
@readable
@pass_shell
def dead(shell: Shell) -> None:
    with shell.engine.read() as session:
        found = delivery(session, shell.settings.mail_per_hour).letters
    headers = [
        shell.t(f"cli.letter.{name}") for name in ("id", "login", "channel", "day", "attempts", "trouble")
    ]
    rows = [
        (
            each.id,
            each.login,
            each.channel,
            each.day,
            each.attempts,
            each.trouble,
        )
        for each in found
    ]
    text = output.table(headers, rows) if rows else shell.t("cli.letter.none")
    shell.answer([asdict_of(each) for each in found], text)


def asdict_of(line: object) -> dict[str, object]:
    """A line of a list as a program reads it."""
    return line._asdict() if hasattr(line, "_asdict") else asdict(line)  # type: ignore[call-overload, no-any-return]


@group.command("resend")
@click.argument("letters", type=int, nargs=-1, required=True)
@pass_shell
def resend(shell: Shell, letters: tuple[int, ...]) -> None:
    with shell.engine.write() as session:
        for letter in letters:
            sending.resend(session, letter)
    output.say(shell.t("cli.letter.resent", n=len(letters)))
