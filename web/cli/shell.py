"""What every command works with: the settings, the language, the database, and the person it acts as."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Any, TypeVar

import click

from lifecycle import clock, commands
from lifecycle.accounts import note_access, person_by_login
from lifecycle.database import connect, is_current
from lifecycle.engine import Engine, Session
from lifecycle.errors import NotFound
from lifecycle.policy import Actor, actor_of
from lifecycle.records.people import PersonRow
from lifecycle.store import Receipt
from stages import Standard, catalogue
from web.cli import output
from web.settings import Settings, read_settings
from web.speech import Speech

ACT_AS = "LIFECYCLE_AS"
TERMINAL = "terminal"
"""What the access log has in place of a network address for what was done at the machine itself."""
Command = TypeVar("Command", bound=Callable[..., Any])


class Exit(IntEnum):
    """How a command ends, for programs."""

    DONE = 0
    REFUSED = 1
    WRONG_INPUT = 2
    NOT_PERMITTED = 3
    UNAVAILABLE = 4


class Stop(click.ClickException):
    """Ends a command with a sentence on standard error and an exit code."""

    def __init__(self, message: str, code: int = Exit.REFUSED) -> None:
        super().__init__(message)
        self.exit_code = int(code)  # type: ignore[misc]  # click declares it for the class; each stop has its own

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's own signature
        click.echo(self.message, err=True)


@dataclass
class Shell:
    """One call of the command line. `login` is the person it acts as, `as_json` whether a program reads the answer."""

    settings: Settings
    language: str
    login: str | None = None
    as_json: bool = False
    _opened: list[Engine] = field(default_factory=list)

    @cached_property
    def engine(self) -> Engine:
        """The database with the released standards. Stops where the tables are missing or old."""
        engine = self.open()
        if not is_current(engine.database):
            raise Stop(self.t("cli.not_migrated"), Exit.UNAVAILABLE)
        return engine

    def open(self) -> Engine:
        """The database whatever the state of its tables."""
        if not self._opened:
            self.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            standards = catalogue(self.settings.home / "standards")
            self._opened.append(Engine(connect(self.settings.database_url), standards))
        return self._opened[0]

    def close(self) -> None:
        for engine in self._opened:
            engine.database.close()

    @property
    def standard(self) -> Standard:
        """The standard in force today."""
        return self.open().standards.current(clock.today())

    @cached_property
    def speech(self) -> Speech:
        return Speech(self.language, clock.today())

    def t(self, key: str, **values: object) -> str:
        return self.speech.t(key, **values)

    # Acting -----------------------------------------------------------------------------------------------

    def run(self, verb: Callable[..., Receipt], *given: Any, **named: Any) -> Receipt:
        """Do a verb as the person named, and print its receipt."""
        receipt = commands.run(self.engine, self.me, verb, *given, **named)
        self.answer(
            {"project": receipt.number, "event": receipt.seq},
            self.t("cli.receipt", number=receipt.number, seq=receipt.seq),
        )
        return receipt

    @cached_property
    def me(self) -> int:
        """The id of the person this command acts as."""
        if not self.login:
            raise Stop(self.t("cli.as_whom", variable=ACT_AS), Exit.WRONG_INPUT)
        with self.engine.read() as session:
            return self.person(session, self.login).id or 0

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Actor]]:
        """A transaction that only reads, with the person named."""
        me = self.me
        with self.engine.read() as session:
            yield session, actor_of(session.tx, me)

    @contextmanager
    def keeping(self, act: str, *target: str) -> Iterator[Session]:
        """A transaction for an act on accounts, with its line in the access log: whoever runs the machine did it."""
        with self.engine.write() as session:
            yield session
            note_access(session.tx, None, TERMINAL, session.at, act, "done", " ".join(target))

    def person(self, session: Session, login: str) -> PersonRow:
        """Raises NotFound for a login that nobody has, or whose holder has left."""
        person = person_by_login(session.tx, login)
        if person is None or person.closed_on is not None:
            raise NotFound("person", login)
        return person

    # Answering --------------------------------------------------------------------------------------------

    def answer(self, value: object, text: str) -> None:
        """`value` for a program, `text` for a person."""
        output.say(output.as_json(value) if self.as_json else text)


pass_shell = click.make_pass_decorator(Shell)


def shell_of(environ: Mapping[str, str]) -> Shell:
    """Raises SettingsError for a variable that is wrong."""
    settings = read_settings({name: value for name, value in environ.items() if name != ACT_AS})
    clock.set_rehearsal(settings.clock)
    return Shell(settings, language_of(environ))


def language_of(environ: Mapping[str, str]) -> str:
    """The language that LIFECYCLE_LANGUAGE names, else that of the terminal; Chinese where it says none."""
    if (set_to := environ.get("LIFECYCLE_LANGUAGE", "").strip()) in ("zh", "en"):
        return set_to
    named = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "zh" if named.startswith(("zh", "C", "POSIX")) or not named else "en"


def environment() -> Mapping[str, str]:
    return os.environ


# Options that many commands share -------------------------------------------------------------------------------


def acting(command: Command) -> Command:
    """The command does, or reads, what a person may: `--as LOGIN`."""
    return click.option(
        "--as", "login", envvar=ACT_AS, metavar="LOGIN", expose_value=False, callback=_set("login")
    )(command)


def readable(command: Command) -> Command:
    """A program may read the answer: `--json`."""
    return click.option("--json", "as_json", is_flag=True, expose_value=False, callback=_set("as_json"))(
        command
    )


def with_person(command: Command) -> Command:
    """The command works with the shell, as a person (`--as`), for people and programs (`--json`)."""
    with_shell: Command = pass_shell(command)  # type: ignore[assignment]  # click forgets what it wraps
    return acting(readable(with_shell))


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(context: click.Context, _: click.Parameter, value: Any) -> None:
        shell = context.find_object(Shell)
        if shell is not None and value:
            setattr(shell, name, value)

    return keep


DAY = click.DateTime(formats=["%Y-%m-%d"])
"""A day; commands take `.date()` of it."""
REASON = click.option("--reason", required=True)
OCCURRENCE = click.option("--occurrence", type=click.IntRange(1), default=1, show_default=True)
"""Which turn of a duty or milestone, in a stage that was entered again or a duty that comes back."""
OWED = click.option("--owe", "owed", multiple=True, metavar="OFFICE,DAY,WHAT")
"""What is still owed; `given.owed_of` takes each apart."""
SETTLED = click.option("--settle", "settled", multiple=True, metavar="ITEM=DAY")
"""An item of the standard that is to be settled; `given.settled_of` takes each apart."""
