"""Letters in words: the subject says which project, what and by when; the text has six lines at most, a direct link,
and why it was sent.
"""

from dataclasses import dataclass
from datetime import date

from lifecycle import clock
from lifecycle.records.post import ALERT, REMINDER
from lifecycle.reminding.carriers import Envelope
from web.messages import links
from web.messages.lines import Line, line
from web.speech import Speech

MOST_LINES = 6
MOST_ITEMS = MOST_LINES - 2
"""Of a digest: the last two lines say what else there is, and why it was sent."""


@dataclass(frozen=True)
class Wording:
    """The writer of letters. `base` is the public address of the site, `mark` whether the data are invented."""

    base: str
    is_demonstration: bool = False

    def __call__(self, envelope: Envelope) -> tuple[str, tuple[str, ...]]:
        """The subject and the lines of a letter."""
        speech = Speech(envelope.language, clock.today())
        found = [line(item, speech) for item in envelope.items]
        subject, lines = self._single(found[0], speech) if len(found) == 1 else self._digest(found, speech)
        return self._marked(subject, speech), lines

    def _marked(self, subject: str, speech: Speech) -> str:
        marks = speech.t("message.demonstration") if self.is_demonstration else ""
        marks += speech.t("message.rehearsal") if clock.is_rehearsal() else ""
        return marks + subject

    def _single(self, one: Line, speech: Speech) -> tuple[str, tuple[str, ...]]:
        what = speech.t("message.what", title=one.title, what=one.what) if one.title else one.what
        subject = f"{one.measure}{what}" + (_joined(speech) + one.by if one.by else "")
        lines = (
            what,
            one.by,
            one.ask,
            speech.t("message.go", url=self.base + one.path),
            one.why,
            speech.t("message.settings", url=self.base + links.CHOICES),
        )
        return subject, tuple(each for each in lines if each)

    def _digest(self, found: list[Line], speech: Speech) -> tuple[str, tuple[str, ...]]:
        shown, more = found[:MOST_ITEMS], len(found) - MOST_ITEMS
        rest = speech.t("message.more", n=more, url=self.base + links.INBOX) if more > 0 else ""
        why = speech.t("why.digest") + speech.t("message.settings", url=self.base + links.CHOICES)
        lines = (*(self._line(each, speech) for each in shown), rest, why)
        return _subject(found, speech), tuple(each for each in lines if each)

    def _line(self, one: Line, speech: Speech) -> str:
        url = self.base + one.path
        if one.item.kind == ALERT:
            return speech.t("message.alert_line", what=one.what, url=url)
        key = "message.line" if one.by else "message.news_line"
        return one.measure + speech.t(key, title=one.title, what=one.what, by=one.by, url=url)


def _joined(speech: Speech) -> str:
    return ", " if speech.language == "en" else "，"


def _subject(found: list[Line], speech: Speech) -> str:
    """Which projects, how much, and the first day."""
    titles = list(dict.fromkeys(one.title for one in found if one.title))
    if not titles:
        return speech.t("message.keeper", n=len(found))
    title = titles[0] if len(titles) == 1 else speech.t("message.projects", title=titles[0], n=len(titles))
    reminders = [one for one in found if one.item.kind == REMINDER]
    days: list[date] = [one.item.due for one in reminders if one.item.due is not None]
    if not days:
        return speech.t("message.digest_news", title=title, n=len(found))
    return speech.t("message.digest", title=title, n=len(reminders), day=speech.short(min(days)))
