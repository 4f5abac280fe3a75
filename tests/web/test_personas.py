"""Going on as somebody else: in a demonstration set, by an ordinary sign-in, and nowhere else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from tests.demonstration import copied
from tests.web.site import MORNING, PASSWORD, Browser, open_site
from web.app import create_app
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from web.demonstration.build import Demonstration


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[tuple[Demonstration, Browser]]:
    """The set, and the browser of its first officer."""
    demonstration = copied(tmp_path / "demonstration")
    settings = Settings(
        home=demonstration.folder, database_url=demonstration.database_url, demonstration=True
    )
    with demonstration.opened() as engine:
        browser = Browser(create_app(settings, engine).test_client())
        (officer,) = [each for each in demonstration.personas() if each.login == "po1"]
        browser.get("/sign-in")
        assert browser.post("/sign-in", login="po1", password=officer.password).status_code == 302
        yield demonstration, browser


def test_every_persona_is_one_press_away_and_sees_what_is_theirs(
    shown: tuple[Demonstration, Browser],
) -> None:
    demonstration, browser = shown
    page = browser.get("/tour")
    assert page.status_code == 200
    offered = re.findall(r'name="login" value="(\w+)"', page.text)
    assert set(offered) == {each.login for each in demonstration.personas()} - {"po1"}
    for login in ("mumian", "qiaoliang", "dir", "admin", "po1"):
        assert browser.post("/tour/as", login=login).status_code == 303
        seen = browser.get("/tour")
        assert seen.status_code == 200
        name = next(each.name for each in demonstration.personas() if each.login == login)
        assert name in seen.text.split("</h1>")[0]
    browser.post("/tour/as", login="mumian")
    assert browser.get("/overview").status_code == 403


def test_the_session_before_ends(shown: tuple[Demonstration, Browser]) -> None:
    _, browser = shown
    with browser.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    browser.post("/tour/as", login="sh")
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = before
    assert browser.get("/my-work").status_code == 302


def test_nobody_is_entered_who_is_no_persona_and_no_form_is_forged(
    shown: tuple[Demonstration, Browser],
) -> None:
    _, browser = shown
    for login in ("", "nobody", "../sh"):
        assert browser.post("/tour/as", login=login).status_code == 404
    assert browser.post("/tour/as", secret=False, login="sh").status_code == 400
    assert browser.get("/tour/as").status_code == 405


def test_the_english_tour_names_every_office_in_english(shown: tuple[Demonstration, Browser]) -> None:
    demonstration, browser = shown
    browser.client.set_cookie("language", "en")
    page = browser.get("/tour")
    assert page.status_code == 200
    told = re.sub("<[^>]*>", " ", page.text.split("<main")[1])
    for persona in demonstration.personas():
        told = told.replace(persona.name, "").replace(persona.post, "")
    left = [title for title in re.findall("[\u3400-\u9fff（）、，。：]+[^ ]*", told) if "虚构" not in title]
    assert left == []
    assert "Project officer" in told
    assert "See it as somebody else" in told


@pytest.mark.parametrize("demonstration", [False, True])
def test_a_real_database_has_nobody_to_switch_to_whatever_its_settings_say(
    sqlite_database_url: str, tmp_path: Path, *, demonstration: bool
) -> None:
    with (
        clock.rehearse(MORNING),
        open_site(sqlite_database_url, tmp_path, demonstration=demonstration) as site,
    ):
        site.give_password("SH")
        # Somebody even laid the file of a demonstration beside it.
        line = {"login": "sh", "name": "x", "post": "x", "password": PASSWORD}
        (tmp_path / "passwords.json").write_text(json.dumps([line]), "utf-8")
        browser = site.browser("PO")
        page = browser.get("/tour")
        assert page.status_code == (200 if demonstration else 404)
        assert "/tour/as" not in page.text
        assert browser.post("/tour/as", login="sh").status_code == 404
        assert "示例PO" in browser.get("/account").text or browser.get("/my-work").status_code == 200
        with browser.client.session_transaction() as cookie:
            assert cookie["person"] == site.person("PO").id


def test_the_set_itself_shows_nobody_once_its_settings_no_longer_call_it_one(tmp_path: Path) -> None:
    shown = copied(tmp_path / "demonstration")
    settings = Settings(home=shown.folder, database_url=shown.database_url, demonstration=True)
    with shown.opened() as engine:
        app = create_app(replace(settings, demonstration=False, second_factor=()), engine)
        browser = Browser(app.test_client())
        (officer,) = [each for each in shown.personas() if each.login == "po1"]
        browser.get("/sign-in")
        browser.post("/sign-in", login="po1", password=officer.password)
        assert browser.post("/tour/as", login="sh").status_code == 404
