"""What the cover says in any format, and the square that leads to the page where a book is checked."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import segno

from handbook.labels import say
from handbook.nodes import Head, Words


def facts_of(head: Head, lang: str) -> tuple[tuple[str, str], ...]:
    """Label and value of each line of the cover, in one language (the first of the book)."""
    if head.facts:
        return head.facts
    values = {
        "version": head.version,
        "effective": long_day(head.effective, lang),
        "edition": head.edition_name[0],
        "audience": head.audience[0],
        "hash": head.hash,
        "check": head.check,
    }
    return tuple((say(lang, f"book.{name}"), value) for name, value in values.items())


def subtitle_of(head: Head, langs: tuple[str, ...]) -> Words:
    """What kind of book it is, below its title; a record says that in its title."""
    return () if head.is_record else tuple(say(lang, "book.title") for lang in langs)


def issued_of(head: Head, lang: str) -> tuple[str, ...]:
    """The lines on which whoever issues the book writes who and when; a record has none."""
    return () if head.is_record else (say(lang, "book.issued_by"), say(lang, "book.issued_on"))


def foot_of(head: Head, lang: str) -> str:
    """What stands at the foot of every page: which book this is, and its check code."""
    if head.foot:
        return head.foot
    day, edition = head.effective.isoformat(), head.edition_name[0]
    return say(lang, "book.foot", version=head.version, effective=day, edition=edition, check=head.check)


def long_day(day: date, lang: str) -> str:
    """2026年1月1日, 1 January 2026."""
    return f"{day.day} {day:%B %Y}" if lang == "en" else f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=64)
def qr_svg(address: str) -> str:
    """The address as a QR code, an SVG without sizes of its own."""
    return segno.make(address, error="m").svg_inline(omitsize=True, border=2)
