"""Where the pieces of the page lead, besides the records of a figure."""

from dataclasses import dataclass

import flask

from lifecycle.overview.freezing import FrozenMonth
from web.register.tokens import TOKENS
from web.speech import Speech

LATE = next(token for token in TOKENS if token.code == "overdue_wd")


@dataclass(frozen=True)
class Links:
    """Those of the page of today, or of a month that was kept."""

    speech: Speech
    kept: FrozenMonth | None

    def late(self) -> str:
        """All that are late, as a list."""
        return flask.url_for("register.page", q=LATE.written("0", self.speech.language))

    def cohort(self, year: int) -> str:
        """This page with the funnel of another year."""
        if self.kept is None:
            return flask.url_for("overview.page", cohort=year, _anchor="funnel")
        return flask.url_for("overview.month", period=str(self.kept.period), cohort=year, _anchor="funnel")

    def party(self, code: str) -> str:
        return flask.url_for("parties.page", code=code)
