"""The addresses of the page of delivery."""

import flask

from web.people.blueprint import PREFIX, traced

blueprint = traced(
    flask.Blueprint("delivery", __name__, url_prefix=f"{PREFIX}/delivery", template_folder="templates")
)
