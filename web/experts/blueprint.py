"""The addresses of the pool of experts."""

import flask

blueprint = flask.Blueprint("experts", __name__, url_prefix="/experts", template_folder="templates")
