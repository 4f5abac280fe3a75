"""The handbook as files: at once where they are quick or made already, else by a page that looks in again."""

from dataclasses import dataclass
from functools import partial

import flask
from flask.typing import ResponseReturnValue

import handbook
from handbook.editions import ORGANISATION, PROJECT
from lifecycle.errors import NotFound
from stages import Standard
from web import access, session
from web.handbook.making import workshop
from web.handbook.one import organisation_given, project_given
from web.handbook.room import blueprint, given, known_edition, wanted_language, wanted_standard

LOOK_IN_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Wish:
    """A file that somebody wants, and what it will be called."""

    standard: Standard
    edition: str
    form: str
    language: str
    given: handbook.Given
    name: str

    @property
    def key(self) -> object:
        return (self.standard.hash, self.edition, self.form, self.language, self.given)


@blueprint.get("/<edition>/download/<form>")
@access.signed_in
def download(edition: str, form: str) -> ResponseReturnValue:
    """One edition as a file."""
    standard = wanted_standard()
    known_edition(standard, edition)
    return file_of(edition, form, standard, given(standard), f"handbook-{standard.version}-{edition}")


@blueprint.get("/project/<number>/<form>")
@access.signed_in
def project(number: str, form: str) -> ResponseReturnValue:
    """One project's own edition as a file."""
    standard, told = project_given(number)
    return file_of(PROJECT, form, standard, told, f"handbook-{number}")


@blueprint.get("/organisation/<code>/<form>")
@access.signed_in
def organisation(code: str, form: str) -> ResponseReturnValue:
    """One organisation's list of work as a file."""
    standard, told = organisation_given(code)
    return file_of(ORGANISATION, form, standard, told, f"handbook-{standard.version}-{code}")


def file_of(
    edition: str, form: str, standard: Standard, told: handbook.Given, name: str
) -> ResponseReturnValue:
    """An edition as a file called `name`: the file, the page that waits for it, or why there will be none."""
    if form not in handbook.FORMATS:
        raise NotFound("format", form)
    return _answer(Wish(standard, edition, form, wanted_language(), told, name))


def _answer(wish: Wish) -> ResponseReturnValue:
    """The file; the page that waits for it; or why there will be none."""
    earlier = session.engine().standards.before(wish.standard)
    wanted = (wish.standard, wish.edition, wish.language, wish.form, wish.given)
    kept = handbook.remembered(*wanted, earlier=earlier)
    try:
        made = kept or workshop.get(wish.key, partial(handbook.render, *wanted, earlier=earlier))
    except handbook.HandbookError as refused:
        return flask.render_template("handbook/refused.html", sentence=sentence(refused)), 409
    if isinstance(made, bytes):
        return _sent(wish, made)
    page = flask.render_template("handbook/making.html", wish=wish, job=made, seconds=LOOK_IN_SECONDS)
    return page, 202, {"Refresh": str(LOOK_IN_SECONDS), "Cache-Control": "no-store"}


def _sent(wish: Wish, made: bytes) -> ResponseReturnValue:
    answer = flask.Response(made, content_type=handbook.MEDIA_TYPES[wish.form])
    name = f"{wish.name}-{wish.language}.{wish.form}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def sentence(refused: handbook.HandbookError) -> str:
    """A refusal of the handbook in words; a value that is a list is written as one."""
    speech = session.speech()
    values = {
        name: speech.listed(value) if isinstance(value, tuple) else value
        for name, value in refused.values.items()
    }
    return speech.t(refused.key, **values)
