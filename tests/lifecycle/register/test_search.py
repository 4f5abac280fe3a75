"""Finding projects by words, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update

from lifecycle.policy import actor_of
from lifecycle.queries.filters import Filters
from lifecycle.queries.register import page_of
from lifecycle.records import people
from lifecycle.register import search
from lifecycle.verbs import register
from lifecycle.verify import verify
from stages.releases import catalogue

if TYPE_CHECKING:
    from tests.world import World


def found(world: World, *words: str) -> list[str]:
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["SH"])
        return [row.title for row in page_of(session, actor, Filters(words=words), limit=50)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("余杭", ("u4f59", "u676d")),
        ("AI大模型", ("zai", "u5927", "u6a21", "u578b")),
        ("YH-2026-0001", ("zyh", "z2026", "z0001")),
        ("ＡＢ １２", ("zab", "z12")),
        ("𠮷", ("u20bb7",)),
        ("%_'\"*()-", ()),
        ("", ()),
    ],
)
def test_every_character_is_a_token_and_a_run_of_letters_is_one(text: str, tokens: tuple[str, ...]) -> None:
    assert search.tokens(text) == tokens


@given(st.text())
def test_no_text_makes_a_token_that_a_database_could_read_otherwise(given: str) -> None:
    assert all(token.isascii() and token.isalnum() and token[0] in "uz" for token in search.tokens(given))
    assert search.GAP not in search.tokens(given)


@pytest.mark.parametrize(
    ("word", "is_found"),
    [
        ("余杭", True),
        ("杭明", True),
        ("杭余", False),  # the same characters in another order are another word
        ("余明", False),
        ("气象大", True),
        ("象余", False),  # no phrase runs from one field into the next
        ("𠮷", True),
        ("bert", True),
        ("BERT-2", True),
        ("ber", True),  # a word of letters may be begun
        ("ert", False),
        ("2026-0001", True),
        ("yh-2026", True),
        ("示例po", True),
        ("%", False),
        ("*", False),
        ('"', False),
        ("NEAR", False),
        ("OR", False),
    ],
)
def test_words_are_found_in_number_title_and_names(world: World, word: str, is_found: bool) -> None:  # noqa: FBT001
    with world.engine.database.write() as tx:
        named = update(people.organisation).where(people.organisation.c.code == "source_platform")
        tx.execute(named.values(name="余杭明湖实验室"))
    world.started(title="区域气象大模型BERT-2（𠮷）", parties=("source_platform",))
    assert bool(found(world, word)) is is_found


def test_several_words_must_all_be_found(world: World) -> None:
    world.started(title="区域气象大模型")
    world.started(title="气象雷达")
    assert found(world, "气象", "雷达") == ["气象雷达"]
    assert sorted(found(world, "气象")) == ["区域气象大模型", "气象雷达"]
    assert found(world, "气象", "卫星") == []


def test_whoever_joins_is_found_and_whoever_leaves_a_seat_is_not(world: World) -> None:
    driver = world.register(title="甲", parties=("source_platform",))
    assert found(world, "示例单位enterprise") == []
    driver.act("PO", register.bring_party, driver.number, "enterprise")
    assert found(world, "示例单位enterprise") == ["甲"]
    second = world.another("PO", "another-officer")
    driver.act("SH", register.seat, driver.number, "PO", second, "示例：换人")
    assert found(world, "another-officer") == ["甲"]
    assert found(world, "示例po") == []


def test_what_is_kept_for_the_search_is_derived_and_verified(world: World) -> None:
    driver = world.started(title="区域气象大模型")
    assert list(verify(world.engine)) == []
    with world.engine.database.write() as tx:
        tx.execute(text("UPDATE project_words SET words = 'u4e00'"))
    (wrong,) = verify(world.engine)
    assert (wrong.project, wrong.problem, wrong.where) == (driver.number, "derived_differs", "project_words")


def test_the_officer_of_a_project_is_derived_and_verified(world: World) -> None:
    world.started()
    with world.engine.database.write() as tx:
        tx.execute(text("UPDATE project SET officer = NULL"))
    (wrong,) = verify(world.engine)
    assert (wrong.problem, wrong.column) == ("derived_differs", "officer")


def test_clauses_of_the_standard_are_no_words(world: World) -> None:
    """A clause code is asked of the open duties, not of the text: see `Filters.clauses`."""
    driver = world.started(title="甲")
    code = next(iter(catalogue().current().duties))
    assert found(world, code) == []
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["SH"])
        (row,) = page_of(session, actor, Filters(clauses=(code,)), limit=5)
        assert row.number == driver.number
        assert page_of(session, actor, Filters(clauses=(code, "NO-SUCH")), limit=5) == ()
