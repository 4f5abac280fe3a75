"""Commands of supervision: reminders by hand."""

import click

from lifecycle.errors import Invalid
from lifecycle.verbs import urging
from lifecycle.verbs.dates import MilestoneKey
from web.cli.shell import OCCURRENCE, Shell, with_person


@click.group("supervision")
def group() -> None:
    """Its text is `help.supervision`."""


@group.command("urge")
@click.argument("number")
@click.argument("milestone", required=False)
@OCCURRENCE
@click.option("--late", is_flag=True)
@click.option("--role")
@with_person
def urge(
    shell: Shell,
    number: str,
    milestone: str | None,
    occurrence: int,
    late: bool,  # noqa: FBT001 - click passes flags by name
    role: str | None,
) -> None:
    if (milestone is not None) == late:
        raise Invalid("milestone", "late_or_code")
    if milestone is None:
        shell.run(urging.urge_late, number, role)
    else:
        shell.run(urging.urge, MilestoneKey(number, milestone, occurrence))
