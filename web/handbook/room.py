"""What all pages of the handbook share: the blueprint, the version and language asked for, what a book is told."""

from dataclasses import dataclass
from typing import Any

import flask

import handbook
from handbook.editions import OF_ONE
from lifecycle import clock
from lifecycle.errors import NotFound
from stages import Standard
from web import session
from web.handbook.given import given_on

blueprint = flask.Blueprint("handbook", __name__, url_prefix="/handbook", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Tab:
    """One edition, version or language to choose."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a version holds: the key of a sentence and its values. `kind`: how its stamp looks."""

    key: str
    kind: str
    version: str = ""
    on: str = ""


def wanted_standard() -> Standard:
    """The version that the address names, else the one in force. Raises NotFound."""
    standards, version = session.engine().standards, wanted_version()
    if version is not None and version not in standards.versions:
        raise NotFound("standard", version)
    return standards.get(version) if version else standards.current(clock.today())


def wanted_version() -> str | None:
    """The version that the address names."""
    return flask.request.args.get("version") or None


def wanted_language() -> str:
    """The language that the address names, else the reader's."""
    wanted = flask.request.args.get("lang", "")
    return wanted if wanted in handbook.LANGUAGES else session.reader().language


def known_edition(standard: Standard, edition: str) -> None:
    """Raises NotFound. The editions of one project and organisation have pages of their own."""
    if edition in OF_ONE or edition not in {each.code for each in handbook.editions(standard)}:
        raise NotFound("edition", edition)


def given(standard: Standard) -> handbook.Given:
    """What a book printed today is told."""
    address = flask.url_for("handbook.check", code="x", _external=True).removesuffix("x")
    return given_on(standard, clock.today(), session.reader().language, address)


def url(endpoint: str, edition: str, **values: Any) -> str:
    """An address of the handbook that keeps the version and language of this one."""
    kept: dict[str, Any] = {name: flask.request.args.get(name) for name in ("lang", "version")} | values
    return flask.url_for(f"handbook.{endpoint}", edition=edition, **kept)


def languages(endpoint: str, **values: Any) -> tuple[Tab, ...]:
    """The same page in each language."""
    t, chosen = session.speech().t, wanted_language()
    return tuple(
        Tab(
            t(f"handbook.language.{each}"),
            flask.url_for(f"handbook.{endpoint}", lang=each, version=wanted_version(), **values),
            each == chosen,
        )
        for each in handbook.LANGUAGES
    )


def status_of(standard: Standard) -> Status:
    """Whether a version is in force today."""
    standards, speech = session.engine().standards, session.speech()
    current = standards.current(clock.today())
    if standard.version == current.version:
        return Status("handbook.in_force", "now")
    if standard.effective > clock.today():
        return Status("handbook.not_yet", "coming", on=speech.day(standard.effective))
    return Status("handbook.superseded", "past", version=current.version)
