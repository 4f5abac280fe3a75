"""How a screen speaks in one language: sentences, days, instants, working days left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lifecycle.clock import ZONE
from stages.model import Text
from web.labels import say

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Speech:
    """Speaks `language` (`zh` or `en`); `today` decides whether a short day needs its year."""

    language: str
    today: date

    def t(self, key: str, **values: object) -> str:
        """A sentence by its key."""
        return say(self.language, key, **values)

    def of(self, text: Text) -> str:
        """A text of the standard."""
        return text.of(self.language)

    def day(self, day: date | None) -> str:
        """In full: 2026年3月18日（周三）, Wed 18 March 2026."""
        if day is None:
            return "—"
        if self.language == "en":
            return f"{day:%a} {day.day} {day:%B %Y}"
        return f"{day.year}年{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"

    def short(self, day: date | None) -> str:
        """For tables: 3月18日, with its year unless that is this year."""
        if day is None:
            return "—"
        this_year = day.year == self.today.year
        if self.language == "en":
            return f"{day.day} {day:%b}" if this_year else f"{day.day} {day:%b %Y}"
        return f"{day.month}月{day.day}日" if this_year else f"{day.year}年{day.month}月{day.day}日"

    def local_day(self, at: datetime) -> date:
        """The day of a moment in Shanghai."""
        return at.astimezone(ZONE).date()

    def month(self, day: date) -> str:
        """2026年3月, March 2026."""
        return f"{day:%B %Y}" if self.language == "en" else f"{day.year}年{day.month}月"

    def number(self, value: float) -> str:
        """With commas between thousands, and no more places than it has."""
        return f"{value:,.4f}".rstrip("0").rstrip(".")

    def instant(self, at: datetime | None) -> str:
        """A moment in Shanghai: 2026年3月18日 09:12."""
        if at is None:
            return "—"
        there = at.astimezone(ZONE)
        if self.language == "en":
            return f"{there.day} {there:%B %Y, %H:%M}"
        return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"

    def left(self, working_days: int | None, *, overdue: bool = False) -> str:
        """Time left or time late, in working days; due today is not overdue."""
        if working_days is None:
            return ""
        if overdue:
            late = -working_days
            return self.t("due.late", n=late) if late else self.t("due.just_late")
        return self.t("due.left", n=working_days) if working_days else self.t("due.today")

    @property
    def colon(self) -> str:
        """Between a name and what it is."""
        return ": " if self.language == "en" else "："

    @property
    def comma(self) -> str:
        """Between the items of a list."""
        return ", " if self.language == "en" else "、"

    @property
    def pause(self) -> str:
        """Between what belongs together and is no list."""
        return ", " if self.language == "en" else "，"

    def aside(self, text: str) -> str:
        """In brackets, after what it belongs to."""
        return f" ({text})" if self.language == "en" else f"（{text}）"

    def listed(self, names: Iterable[str]) -> str:
        """Several names in one sentence."""
        return self.comma.join(names)

    def size(self, count: int) -> str:
        """A file's size from bytes."""
        for unit, step in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
            if count >= step:
                return f"{count / step:.1f} {unit}"
        return f"{count} B"
