"""What each figure is of, in words, and the address of its records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import flask

from lifecycle.overview.behind import Asked
from lifecycle.overview.terms import Frame, Key, Period
from lifecycle.queries.filters import ALL
from stages import Standard
from web.speech import Speech


@dataclass(frozen=True)
class Words:
    """Names figures of one frame, by the standards in use; of two with the same code the newer one's."""

    speech: Speech
    standards: tuple[Standard, ...]
    frame: Frame

    @classmethod
    def asked(cls, speech: Speech, standards: tuple[Standard, ...], asked: Asked) -> "Words":
        return cls(speech, standards, Frame(Period.of(asked.until), asked.until))

    def name(self, key: Key) -> str:
        """What a figure is of. A path that names nothing is said to be none."""
        kinds: Mapping[str, Callable[..., str]] = {
            "month": self._moves(self.frame.month),
            "before": self._moves(self.frame.month.before),
            "cohort": self._cohort,
            "stay": lambda stage, what: self._t(f"stay.{what}", stage=self.stage(stage)),
            "owed": lambda kind: self._t("owed", kind=self.debt(kind)),
            "owed_late": lambda kind: self._t("owed_late", kind=self.debt(kind)),
            "waived": lambda: self._t("waived"),
            "target": self._of_target("target"),
            "wanted": self._of_target("wanted"),
            "entered": self._of_target("entered"),
            "indicator": self._indicator,
            "now": lambda stage, status: self._t("now", stage=self.stage(stage), status=self.status(status)),
            "light": lambda light: self._t("light", light=self.speech.t(f"light.{light}")),
        }
        try:
            return kinds[key[0]](*key[1:])
        except (LookupError, StopIteration, TypeError, ValueError):
            return self._t("unknown")

    def records(self, key: Key) -> str:
        """The list of the register behind a figure."""
        path = "/".join(key)
        return flask.url_for("register.page", figure=path, until=self.frame.day.isoformat(), state=ALL)

    def lit(self, light: str | None) -> str:
        """The open projects of today, or those of them with a light."""
        return flask.url_for("register.page", light=light)

    def this_month(self) -> str:
        return self.speech.month(self.frame.month.first)

    def month_before(self) -> str:
        return self.speech.month(self.frame.month.before.first)

    # Names ------------------------------------------------------------------------------------------------

    def _t(self, key: str, **values: object) -> str:
        return self.speech.t(f"figure.{key}", **values)

    def _moves(self, month: Period) -> Callable[..., str]:
        when = self.speech.month(month.first)

        def moved(what: str, which: str = "") -> str:
            if what == "passed":
                return self._t("passed", when=when, gate=self.gate(which))
            if what == "ended":
                return self._t("ended", when=when, status=self.status(which))
            return self._t(what, when=when)

        return moved

    def _cohort(self, year: str, what: str, which: str = "") -> str:
        if what == "ended":
            return self._t("cohort.ended", year=year, status=self.status(which))
        return self._t(f"cohort.{what}", year=year, stage=self.stage(which) if which else "")

    def _of_target(self, kind: str) -> Callable[[str], str]:
        def told(code: str) -> str:
            target = next(each.targets[code] for each in self._newest if code in each.targets)
            return self._t(kind, target=self.speech.of(target.text), year=self.frame.month.year)

        return told

    def _indicator(self, code: str, part: str) -> str:
        found = next(each.indicators[code] for each in self._newest if code in each.indicators)
        return self._t(f"indicator.{part}", indicator=self.speech.of(found.text))

    @cached_property
    def _newest(self) -> tuple[Standard, ...]:
        return self.standards[::-1]

    def stage(self, code: str) -> str:
        return self.speech.of(next(each.stages[code] for each in self._newest if code in each.stages).text)

    def gate(self, code: str) -> str:
        return self.speech.of(next(each.gates[code] for each in self._newest if code in each.gates).text)

    def status(self, code: str) -> str:
        return self.speech.of(self._newest[0].flow.states[code].text)

    def office(self, code: str) -> str:
        """An office that owes something; the code where no standard in use has it."""
        found = (each.offices[code] for each in self._newest if code in each.offices)
        office = next(found, None)
        return code if office is None else self.speech.of(office.text)

    def debt(self, kind: str) -> str:
        return self.speech.t(f"debt.{kind}")


def asked_of(path: str | None, until: str | None) -> Asked | None:
    """What an address asks to be filtered by; None where it does not say it in full."""
    try:
        day = date.fromisoformat(until or "")
    except ValueError:
        return None
    return Asked(path, day) if path else None
