"""What would follow from an act that cannot be undone: shown before its button, by doing it and taking it back."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import NotFound, Refusal
from lifecycle.queries.preview import Preview, preview
from lifecycle.queries.project import Header
from web import session
from web.project.forms import ProjectForm

CHECK, DO, CHANGE = "check", "do", "change"
"""The buttons: look at what follows, do it, go back to the form."""


class Said(NamedTuple):
    """Something that was entered, as the page repeats it: what it is called, and each line of it."""

    name: str
    lines: Sequence[str]


def foresee(form: ProjectForm, verb: Any, number: str, *given: Any, **named: Any) -> Preview | None:
    """What `verb(number, …)` would do; None when it would be refused, and the form says why. Raises NotFound."""
    try:
        actor = session.actor().id
        return preview(session.engine(), actor, verb, number, *given, **named)
    except NotFound:
        raise
    except Refusal as refusal:
        form.turn_down(number, refusal)
        return None


def shown(
    header: Header, act: str, form: ProjectForm, seen: Preview, said: Iterable[Said]
) -> ResponseReturnValue:
    """The page that asks once more. `act` names what is about to be done: the key of its label."""
    return flask.render_template(
        "project/foreseen.html",
        page={"header": header},
        header=header,
        act=act,
        form=form,
        seen=seen,
        said=[each for each in said if any(each.lines)],
    )


def entered(form: ProjectForm, *names: str) -> list[Said]:
    """Fields of a form as they were filled in; of a list of choices the chosen ones by name."""
    return [Said(form[name].label.text, _lines(form[name])) for name in names if name in form]


def _lines(field: Any) -> list[str]:
    chosen = field.data if isinstance(field.data, list) else [field.data or ""]
    known = dict(getattr(field, "choices", None) or ())
    return [str(known.get(each, each)) for each in chosen if each]
