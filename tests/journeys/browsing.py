"""People with a browser each, on one running site."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import waitress
from waitress import wasyncore

from lifecycle import clock
from tests.web.project.site import PASSWORD
from web.demonstration.driver import OFFICE_HOUR
from web.serve import KEPT_BYTES, THREADS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from flask import Flask
    from playwright.sync_api import Browser, Locator, Page


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """The site on a free port of this machine, by the server that the product runs on; its address.

    Afterwards the clock is the machine's again.
    """
    connections: dict[int, Any] = {}
    server = waitress.create_server(
        app, map=connections, host="127.0.0.1", port=0, threads=THREADS, outbuf_overflow=KEPT_BYTES
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        # In the server's own thread: a connection closed by another one is missed by the call that waits for it.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(connections, ignore_all=True))
        thread.join()
        clock.set_rehearsal(None)


def every(locator: Locator) -> list[Locator]:
    """All of them on the whole page: a click returns when the next page begins, and `all()` does not wait for more."""
    locator.page.wait_for_load_state("domcontentloaded")
    return locator.all()


@dataclass
class People:
    """Everybody's own browser window, by login. A new day signs everybody out: sessions end after eight hours."""

    browser: Browser
    address: str
    width: int = 1280
    windows: dict[str, Page] = field(default_factory=dict)

    def on(self, day: date) -> None:
        """Ten o'clock in Shanghai on that day, for the whole process."""
        clock.set_rehearsal(datetime.combine(day, OFFICE_HOUR, UTC))

    def window(self, login: str, path: str = "/", *, bypass_csp: bool = False) -> Page:
        """Somebody at a page, signed in by password if need be. `bypass_csp`: where axe is put in as a script."""
        if login not in self.windows:
            context = self.browser.new_context(
                viewport={"width": self.width, "height": 900},
                locale="zh-CN",
                base_url=self.address,
                bypass_csp=bypass_csp,
            )
            self.windows[login] = context.new_page()
        page = self.windows[login]
        page.goto(path)
        if "/sign-in" in page.url:
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.goto(path)
        return page

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()
