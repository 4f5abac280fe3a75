"""The addresses of supervision."""

import flask

blueprint = flask.Blueprint("supervision", __name__, url_prefix="/supervision", template_folder="templates")
