"""One source of every sentence that refuses: pages say it in words, the command line with codes beside them."""

from __future__ import annotations

from datetime import date
from functools import cache
from string import Formatter

import pytest

from lifecycle.errors import Invalid, NoSuchMove, NotFound, NotPermitted, Refusal, Stale, Unavailable
from stages import Standard, catalogue
from web.cli.refusals import CodeTeller, sentences
from web.labels import LANGUAGES, TEXTS
from web.refusals import Teller
from web.speech import Speech

TODAY = date(2026, 9, 1)
PROBLEMS = sorted(key.removeprefix("problem.") for key in TEXTS if key.startswith("problem."))
CLAUSES = sorted(key.removeprefix("clause.") for key in TEXTS if key.startswith("clause."))


@cache
def standard() -> Standard:
    return catalogue(None).current(TODAY)


def both(refusal: Refusal, language: str = "zh") -> tuple[str, list[str]]:
    speech = Speech(language, TODAY)
    return Teller(speech, standard()).sentence(refusal), list(sentences(refusal, speech, standard()))


def asked_for(key: str) -> set[str]:
    """The names that a sentence has places for."""
    label = TEXTS[key]
    return {name for text in (label.zh, label.en) for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_and_the_command_line_say_the_same_of_the_same_problem(language: str) -> None:
    for problem in PROBLEMS:
        values = dict.fromkeys(asked_for(f"problem.{problem}"), "X1")
        on_page, (first, *_) = both(Invalid("title", problem, values), language)
        assert on_page == first, problem
        assert "{" not in on_page


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_is_said_in_words_on_a_page_and_with_codes_on_the_command_line(language: str) -> None:
    name = standard().offices["DIR"].text.of(language)
    for clause in CLAUSES:
        on_page, (line,) = both(NotPermitted("decide", clause, ("DIR",)), language)
        assert name in on_page
        assert "DIR" not in on_page
        assert line == on_page.replace(name, f"DIR {name}")


def test_what_nothing_names_is_left_out_on_a_page_and_named_by_its_code_on_the_command_line() -> None:
    on_page, lines = both(Invalid("oddly", "not_a_date", {"given": "x"}))
    assert lines == [f"“oddly”：{on_page}"]
    on_page, lines = both(NotPermitted("decide", "is_decider", ("nobody",)))
    assert "nobody" not in on_page
    assert "nobody" in lines[0]
    on_page, lines = both(Invalid("title", "some_new_problem"))
    assert "some_new_problem" not in on_page
    assert lines == ["“项目名称”：some_new_problem"]


def test_a_day_is_written_in_full_on_a_page_and_as_it_is_typed_on_the_command_line() -> None:
    wrong = Invalid("until", "out_of_range", {"from": date(2026, 1, 5), "to": date(2026, 2, 2)})
    on_page, (line,) = both(wrong)
    assert "2026年1月5日（周一）" in on_page
    assert "2026-01-05" in line


def test_the_command_line_adds_what_a_page_shows_around_its_sentence() -> None:
    speech = Speech("en", TODAY)
    for refusal, said in (
        (NotFound("project", "YH-2026-0001"), "YH-2026-0001"),
        (NoSuchMove("hold", "mining/active", ("request_gate",)), "request_gate"),
        (Unavailable("disk full"), "disk full"),
        (Refusal("odd"), "odd"),
    ):
        assert said in CodeTeller(speech, None).sentence(refusal)
        assert said not in Teller(speech, None).sentence(refusal)
    on_page, (line,) = both(Stale("duty", 3, 5))
    assert on_page == line
    _, (_, *listed) = both(Invalid("office", "not_in_list", {"given": "x", "values": ("DIR", "other")}), "en")
    assert listed == [f"  DIR {standard().offices['DIR'].text.en}", "  other"]


def test_without_a_standard_codes_stand_for_themselves() -> None:
    teller = Teller(Speech("zh", TODAY), None)
    assert (teller.field("level_d2"), teller.office("DIR"), teller.office("sysadmin")) == (
        "",
        "",
        TEXTS["admin.sysadmin"].zh,
    )
    assert CodeTeller(Speech("zh", TODAY), None).field("level_d2") == "level_d2"
