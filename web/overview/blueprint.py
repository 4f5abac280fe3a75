"""The addresses of the overview, and how a month stands in one."""

import flask

from lifecycle.errors import Invalid, NotFound
from lifecycle.overview.terms import Period

blueprint = flask.Blueprint("overview", __name__, url_prefix="/overview", template_folder="templates")


def month_of(text: str) -> Period:
    """A month of an address. Raises NotFound for what is none."""
    try:
        return Period.read(text)
    except Invalid as odd:
        raise NotFound("period", text[:20]) from odd
