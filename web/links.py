"""Addresses of many projects: Flask works out the first, and the others differ in the number."""

from urllib.parse import quote, urlencode

import flask

NUMBER = "NUMBER"
IN_PATH = "!$&'()*+,/:;=@"
IN_QUERY = "!$'()*,/:;?@"
"""What Flask leaves as it is in a part of a path, and after the question mark."""


def of_project(endpoint: str, number: str) -> str:
    """As `url_for(endpoint, number=number)`."""
    before, after = _around(endpoint)
    return f"{before}{quote(number, safe=IN_PATH)}{after}"


def _around(endpoint: str) -> tuple[str, str]:
    known: dict[str, tuple[str, str]] = flask.g.setdefault("links", {})
    if endpoint not in known:
        before, _, after = flask.url_for(endpoint, number=NUMBER).rpartition(NUMBER)
        known[endpoint] = before, after
    return known[endpoint]


def with_query(endpoint: str, said: dict[str, str]) -> str:
    """As `url_for(endpoint, **said)`, of an endpoint that has no parts."""
    known: dict[str, str] = flask.g.setdefault("lists", {})
    if endpoint not in known:
        known[endpoint] = flask.url_for(endpoint)
    return f"{known[endpoint]}?{urlencode(said, safe=IN_QUERY)}" if said else known[endpoint]
