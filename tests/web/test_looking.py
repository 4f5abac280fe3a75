"""A look at a document: what is shown, what never is, whatever it is called, and under which policy."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from lifecycle.files import FileStore
from lifecycle.policy import actor_of
from lifecycle.queries.papers import papers_page
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey, Evidence
from tests.journeys.browsing import running
from tests.lifecycle.files.test_contents import HTML, JPEG, PDF, SVG, png
from tests.web.site import MORNING
from web.headers import HOLDS_A_FILE, IS_HELD, POLICY
from web.project.evidence import FOLDER

if TYPE_CHECKING:
    import playwright.sync_api

    from tests.web.site import Site
    from web.demonstration.driver import Driver

TEXT = "第一行\n<script>alert(1)</script>\n第三行"
POLYGLOT = PDF.replace(b"1 0 obj", b"<script>alert(1)</script><html>\n1 0 obj")
"""A PDF to whoever is told that it is one, a page to a browser that may guess."""


@pytest.fixture
def driver(site: Site) -> Driver:
    found = site.world.started(title="有材料的")
    found.day = MORNING.date()
    return found


def keep(
    site: Site, driver: Driver, content: bytes, name: str, called: str = "", *, secret: bool = False
) -> str:
    """Attach a file, `called` otherwise than it was checked as; answers the address of the document."""
    standard = site.world.standard
    first = standard.duties_of(standard.first_stage())
    code, kind = next(
        (each.code, kind)
        for each in first
        if each.doer == "PL"
        for kind in each.evidence
        if standard.documents[kind].secret == secret
    )
    kept = FileStore(site.app.extensions["settings"].home / FOLDER).put(io.BytesIO(content), name)
    driver.day = date(2026, 1, 9)
    driver.act(
        "PL",
        duties.attach,
        DutyKey(driver.number, code),
        [Evidence(kind, "file", kept.sha256, called or kept.name, kept.size)],
    )
    driver.day = MORNING.date()
    with site.world.engine.read() as session:
        page = papers_page(session, actor_of(session.tx, site.person("PL").id), driver.number)
    newest = next(paper.versions[0] for each in page.kinds if each.code == kind for paper in each.papers)
    return f"/projects/{driver.number}/documents/{newest.n}/{newest.version}"


def test_a_text_is_looked_at_and_never_run(site: Site, driver: Driver) -> None:
    page = site.browser("PO").get(keep(site, driver, TEXT.encode(), "乙.txt") + "/look")
    assert page.status_code == 200
    assert "第三行" in page.text
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert page.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("content", "name", "media_type", "shown_in"),
    [
        (png(), "丙.png", "image/png", "<img"),
        (JPEG, "丁.jpg", "image/jpeg", "<img"),
        (PDF, "戊.pdf", "application/pdf", "<object"),
        (POLYGLOT, "己.pdf", "application/pdf", "<object"),
    ],
)
def test_a_file_is_shown_as_what_it_was_proved_to_be(
    site: Site, driver: Driver, content: bytes, name: str, media_type: str, shown_in: str
) -> None:
    at, browser = keep(site, driver, content, name), site.browser("PO")
    page = browser.get(f"{at}/look")
    assert page.status_code == 200
    assert shown_in in page.text
    assert f"{at}/shown" in page.text
    assert f'href="{at}"' in page.text, "the download is always there"
    answer = browser.get(f"{at}/shown")
    assert (answer.status_code, answer.data) == (200, content)
    assert answer.mimetype == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == IS_HELD


def test_the_policy_is_loosened_for_the_two_answers_and_no_other(site: Site, driver: Driver) -> None:
    at, browser = keep(site, driver, PDF, "戊.pdf"), site.browser("PO")
    policies = {
        url: browser.get(url).headers["Content-Security-Policy"]
        for url in (f"{at}/look", f"{at}/shown", at, f"/projects/{driver.number}/documents", "/my-work")
    }
    assert list(policies.values()) == [HOLDS_A_FILE, IS_HELD, POLICY, POLICY, POLICY]
    assert "frame-ancestors 'none'" in HOLDS_A_FILE
    assert "frame-ancestors 'self'" in IS_HELD
    for policy in (HOLDS_A_FILE, IS_HELD):
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy


@pytest.mark.parametrize(
    ("content", "called"),
    [
        (HTML, "甲.html"),
        (SVG, "甲.svg"),
        (HTML, "甲.pdf"),
        (SVG, "甲.png"),
        (PDF, "甲.png"),
        (png(), "甲.pdf"),
        (b"GIF89a", "甲.gif"),
    ],
)
def test_what_is_not_what_its_name_says_is_never_shown(
    site: Site, driver: Driver, content: bytes, called: str
) -> None:
    """Such bytes are refused when they come (see test_contents); here they are in the store all the same."""
    at, browser = keep(site, driver, b"harmless", "甲.txt", called), site.browser("PO")
    store = FileStore(site.app.extensions["settings"].home / FOLDER)
    for path in (
        each for each in store.root.rglob("*") if each.is_file() and each.read_bytes() == b"harmless"
    ):
        path.chmod(0o600)
        path.write_bytes(content)
    page = browser.get(f"{at}/look")
    assert page.status_code == 200
    assert "这种文件不能在网页上预览" in page.text
    assert "<object" not in page.text
    assert "<img" not in page.text
    assert page.headers["Content-Security-Policy"] == POLICY
    assert browser.get(f"{at}/shown").status_code == 404


def test_a_text_is_no_picture(site: Site, driver: Driver) -> None:
    assert site.browser("PO").get(keep(site, driver, b"words", "甲.txt") + "/shown").status_code == 404


def test_nobody_looks_at_what_they_may_not_download(site: Site, driver: Driver) -> None:
    other = site.world.started(title="别人的", parties=("enterprise",))
    browser = site.browser("EL")
    assert browser.get(f"/projects/{other.number}/documents").status_code == 200
    stranger = site.browser("BR")
    for rest in (
        "/documents",
        "/documents/1/1/look",
        "/documents/1/1/shown",
        "/sheet",
        "/as-of",
        "/history",
    ):
        assert stranger.get(f"/projects/{other.number}{rest}").status_code == 404


def test_a_secret_document_is_looked_at_by_those_who_may_open_it(site: Site, driver: Driver) -> None:
    at = keep(site, driver, PDF, "密.pdf", secret=True)
    assert site.browser("PL").get(f"{at}/shown").status_code == 200
    for office in ("EL", "BR"):
        browser = site.browser(office)
        seen = {rest: browser.get(f"{at}{rest}").status_code for rest in ("", "/look", "/shown")}
        assert set(seen.values()) == {404}, (office, seen)


@pytest.mark.browser
def test_the_browsers_own_viewer_shows_a_pdf_under_the_policy(
    browser: playwright.sync_api.Browser, site: Site, driver: Driver
) -> None:
    at, said = keep(site, driver, PDF, "戊.pdf"), []
    cookies = site.browser("PO").client._cookies.values()
    with running(site.app) as address:
        clock.set_rehearsal(MORNING)
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": each.key, "value": each.value, "url": address} for each in cookies])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        answer = page.goto(f"{at}/look")
        assert answer is not None
        assert answer.status == 200
        while f"{address}{at}/shown" not in [frame.url for frame in page.frames]:
            page.wait_for_timeout(100)
        context.close()
    assert [text for text in said if "Content Security Policy" in text] == []
