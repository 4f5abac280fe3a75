"""The reference page of the command line, made from the commands themselves.

`python -m web.cli.reference > docs/reference/cli.md`; a test fails when the page is not what this prints.
"""

import sys
from collections.abc import Iterator

import click

from web.cli.program import NAME, commands_of, parameter_key, program
from web.labels import say

LANGUAGE = "en"


def page() -> str:
    """The whole page, in English."""
    root = program(LANGUAGE)
    found = list(commands_of(root))
    return "\n".join((_opening(root), *(_section(path, each) for path, each in found)))


def _section(path: tuple[str, ...], each: click.Command) -> str:
    return _of_group(path, each) if isinstance(each, click.Group) else _of_command(path, each)


def _opening(root: click.Group) -> str:
    return f"""# Command line

<!-- Made by `python -m web.cli.reference`; do not edit. -->

{root.help}

{say(LANGUAGE, "cli.reference")}

| Exit code | Meaning |
|---|---|
| 0 | done |
| 1 | refused by a rule; the sentence on standard error says which |
| 2 | the command or what was given to it is wrong |
| 3 | not permitted, or no such thing that this person may see |
| 4 | the database or the standard cannot be used now; nothing was lost |
"""


def _of_group(path: tuple[str, ...], group: click.Group) -> str:
    return f"## {NAME} {' '.join(path)}\n\n{group.help}\n"


def _of_command(path: tuple[str, ...], command: click.Command) -> str:
    level = "###" if len(path) > 1 else "##"
    context = click.Context(command, info_name=" ".join((NAME, *path)))
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    rows = "\n".join(_rows(path, command))
    given = f"\n| | |\n|---|---|\n{rows}\n" if rows else ""
    return f"{level} {NAME} {' '.join(path)}\n\n```text\n{usage}\n```\n\n{command.help}\n{given}"


def _rows(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        told = say(LANGUAGE, parameter_key(path, parameter.name or ""))
        yield f"| `{_spelling(parameter)}` | {told}{_default(parameter)} |"


def _spelling(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return parameter.human_readable_name
    names = ", ".join(parameter.opts)
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return names
    return f"{names} {parameter.make_metavar(click.Context(click.Command(None)))}"


def _default(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option) and parameter.show_default:
        return f" (default {parameter.default})"
    return " (needed)" if parameter.required and isinstance(parameter, click.Option) else ""


if __name__ == "__main__":
    sys.stdout.write(page())
