"""Commands of the demonstration: build the set, serve it."""

import dataclasses

import click

from lifecycle import scheduler
from web.app import create_app
from web.cli import output
from web.cli.running import at_port
from web.cli.shell import Shell, pass_shell
from web.demonstration.build import Demonstration, Persona
from web.messages.post import post_of
from web.serve import serve


@click.group("demo")
def group() -> None:
    """Its text is `help.demo`."""


@group.command("build")
@click.option("--fresh", is_flag=True)
@pass_shell
def build_command(shell: Shell, fresh: bool) -> None:  # noqa: FBT001 - click passes flags by name
    demonstration = _build(shell, fresh=fresh)
    output.say(_people(shell, demonstration.personas()))


@group.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT", show_default=True)
@click.option("--fresh", is_flag=True)
@pass_shell
def serve_command(shell: Shell, host: str, port: int, fresh: bool) -> None:  # noqa: FBT001 - click passes flags by name
    demonstration = _build(shell, fresh=fresh)
    settings = dataclasses.replace(
        at_port(shell.settings, port),
        home=demonstration.folder,
        database_url=demonstration.database_url,
        demonstration=True,
    )
    with demonstration.opened() as engine:
        app = create_app(settings, engine)
        output.say(_people(shell, demonstration.personas()))
        output.say(shell.t("cli.demo_serving", address=f"http://localhost:{port}"))
        with scheduler.running(engine, post_of(settings)):
            serve(app, host, port)


def _build(shell: Shell, *, fresh: bool) -> Demonstration:
    demonstration = Demonstration(shell.settings.home / "demonstration")
    if fresh or not demonstration.is_built():
        demonstration.build(along=lambda items: output.along(items, shell.t("cli.demo_building")))
    return demonstration


def _people(shell: Shell, personas: tuple[Persona, ...]) -> str:
    headers = [shell.t(f"cli.column.{name}") for name in ("login", "name", "post", "password")]
    return output.table(headers, [(each.login, each.name, each.post, each.password) for each in personas])
