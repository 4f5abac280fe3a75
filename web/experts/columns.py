"""What the columns of a table of experts are called: as in our own sheet, in either language."""

from collections.abc import Mapping, Sequence

from lifecycle.expert_table import COLUMNS, TableOfExperts
from stages import Standard
from web.evaluation.sentences import field_name
from web.labels import LANGUAGES, say
from web.register.table_map import DAYS
from web.speech import Speech


def column(what: str, language: str) -> str:
    """What our sheet calls it."""
    return say(language, f"experts.table.{what}")


def named_columns(header: Sequence[str]) -> dict[str, str]:
    """By what of COLUMNS it is, the column that is called so, whatever its capitals and its star."""
    plain = {each.rstrip("*＊ ").casefold(): each for each in header if each}
    names = {what: [column(what, each).casefold() for each in LANGUAGES] for what in COLUMNS}
    found = {what: next((plain[name] for name in each if name in plain), "") for what, each in names.items()}
    return {what: name for what, name in found.items() if name}


def table_of(columns: Mapping[str, str], standard: Standard, speech: Speech) -> TableOfExperts:
    """How a table is read, whose columns are known."""
    fields = tuple(standard.rubric.panel.structure) if standard.rubric else ()
    spelled = {code.casefold(): code for code in fields}
    for each in LANGUAGES:
        spelled |= {field_name(Speech(each, speech.today), code).casefold(): code for code in fields}
    return TableOfExperts(columns, spelled, tuple(field_name(speech, code) for code in fields), DAYS)
