"""The program put together: its groups, its texts in one language, and how it ends."""

from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy.exc import DatabaseError

from lifecycle.errors import Refusal
from stages import DefinitionError, ReleaseTampered, UnknownVersion
from web.cli import (
    audit,
    calendar,
    clock,
    debt,
    demo,
    duty,
    evaluation,
    expert,
    expert_table,
    fact,
    gate,
    handbook,
    importing,
    intake,
    letter,
    organisation,
    overview,
    person,
    printing,
    project,
    running,
    standard,
    supervision,
)
from web.cli.refusals import exit_code, sentences
from web.cli.shell import Exit, Shell, Stop, environment, language_of, shell_of
from web.labels import TEXTS, say
from web.settings import SettingsError

NAME = "lifecycle"


class Program(click.Group):
    """The outermost group: whatever was refused inside becomes a sentence and an exit code, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise _stop(context, refusal) from refusal
        except DatabaseError as error:
            raise Stop(_t("cli.unavailable", why=str(error.orig)), Exit.UNAVAILABLE) from error
        except (ReleaseTampered, DefinitionError) as error:
            raise Stop(str(error), Exit.UNAVAILABLE) from error
        except SettingsError as error:
            raise Stop(str(error), Exit.WRONG_INPUT) from error
        except UnknownVersion as error:
            raise Stop(str(error), Exit.NOT_PERMITTED) from error
        except OSError as error:
            told = _t("cli.file", name=str(error.filename or ""), why=error.strerror or "")
            raise Stop(told, Exit.UNAVAILABLE) from error


def _t(key: str, **values: object) -> str:
    return say(language_of(environment()), key, **values)


def _stop(context: click.Context, refusal: Refusal) -> Stop:
    shell = context.find_object(Shell)
    assert shell is not None
    return Stop("\n".join(sentences(refusal, shell.speech, shell.standard)), exit_code(refusal))


@click.group(NAME, cls=Program)
@click.version_option(package_name="lifecycle-engine", prog_name=NAME)
@click.pass_context
def root(context: click.Context) -> None:
    try:
        shell = shell_of(environment())
    except SettingsError as error:
        raise Stop(str(error), Exit.WRONG_INPUT) from error
    context.obj = shell
    context.call_on_close(shell.close)


for command in (*running.COMMANDS, *clock.COMMANDS, importing.command, handbook.command):
    root.add_command(command)
for group in (
    standard,
    project,
    duty,
    fact,
    gate,
    debt,
    evaluation,
    expert,
    person,
    printing,
    organisation,
    overview,
    calendar,
    intake,
    letter,
    audit,
    supervision,
    demo,
):
    root.add_command(group.group)
expert.group.add_command(expert_table.command)


def commands_of(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group with its words, groups before what is in them."""
    for name, each in group.commands.items():
        yield (*path, name), each
        if isinstance(each, click.Group):
            yield from commands_of(each, (*path, name))


def program(language: str) -> click.Group:
    """The program with its help in one language."""
    for path, each in (((), root), *commands_of(root)):
        each.help = say(language, help_key(path))
        for parameter in each.params:
            if isinstance(parameter, click.Option) and parameter.name != "version":
                parameter.help = say(language, parameter_key(path, parameter.name or ""))
    return root


def help_key(path: tuple[str, ...]) -> str:
    return ".".join(("help", *path)) if path else "help"


def parameter_key(path: tuple[str, ...], name: str) -> str:
    """The text of a parameter: one of the command's own, or one that all commands share."""
    own = f"{help_key(path)}:{name}"
    return own if own in TEXTS else f"help:{name}"


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; ends the process with one of the exit codes."""
    return program(language_of(environment())).main(args=arguments, prog_name=NAME)
