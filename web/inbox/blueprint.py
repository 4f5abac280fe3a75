"""The addresses of the inbox."""

import flask

blueprint = flask.Blueprint("inbox", __name__, template_folder="templates")
