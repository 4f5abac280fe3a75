"""What the handbook refuses, each with the key of its sentence and the values that go into it.

HandbookError
├── UnknownEdition     there is no such edition of this standard
├── UnknownFormat      there is no such format or language
├── NothingGiven       the edition of one project or organisation, and none was given
├── NoChineseFont      a PDF of Chinese text, and no font that can show it
└── NotPrintable       the typesetter refused, or a sign of the text has no shape in any font
"""

from __future__ import annotations


class HandbookError(Exception):
    """A refusal. `key` names its sentence (web.labels.handbook), `values` go into it."""

    key = "handbook.refused"

    def __init__(self, **values: object) -> None:
        super().__init__(f"{self.key} {values}")
        self.values = values


class UnknownEdition(HandbookError, LookupError):
    """There is no such edition. Values: edition, known."""

    key = "handbook.unknown_edition"


class UnknownFormat(HandbookError, LookupError):
    """There is no such format or language. Values: format, known."""

    key = "handbook.unknown_format"


class NothingGiven(HandbookError):
    """The edition of one project or organisation was asked for without one."""

    key = "handbook.nothing_given"


class NoChineseFont(HandbookError):
    """No font with Chinese characters was found. Values: searched, the families that would do."""

    key = "handbook.no_chinese_font"


class NotPrintable(HandbookError):
    """The typesetter refused the book. Values: why, in its own words."""

    key = "handbook.not_printable"
