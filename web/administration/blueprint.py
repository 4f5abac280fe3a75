"""The addresses of the rooms that belong to no other package."""

import flask

from web.people.blueprint import PREFIX, traced

blueprint = traced(
    flask.Blueprint("administration", __name__, url_prefix=PREFIX, template_folder="templates")
)
