"""Addresses that are put together in long lists are those that Flask would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web import links

if TYPE_CHECKING:
    from tests.web.site import Site

ODD = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(number=ODD.filter(lambda text: "/" not in text), said=st.dictionaries(st.sampled_from("qxyz"), ODD))
def test_addresses_are_those_of_flask(site: Site, number: str, said: dict[str, str]) -> None:
    with site.app.test_request_context("/projects"):
        for endpoint in ("project.page", "project.gate"):
            assert links.of_project(endpoint, number) == flask.url_for(endpoint, number=number)
        assert links.with_query("register.page", said) == flask.url_for("register.page", **said)


def test_a_piece_with_the_same_words_is_made_once_for_a_page(site: Site) -> None:
    once = site.app.jinja_env.globals["once"]
    with site.app.test_request_context("/projects"):
        made = []

        def macro(words: str) -> str:
            made.append(words)
            return f"<b>{words}</b>"

        assert [once(macro, each) for each in ("a", "b", "a")] == ["<b>a</b>", "<b>b</b>", "<b>a</b>"]
        assert made == ["a", "b"]
