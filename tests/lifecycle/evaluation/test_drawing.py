"""Drawing by lot: the same seed, the same people; every rule of the panel; a draw that exists is found."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.evaluation.drawing import ANY, Candidate, Lots, NotEnough, draw
from lifecycle.evaluation.drawing import _groups as groups

FIELDS = ("technical", "industry", "finance")
EMPLOYERS = range(10, 14)

candidates = st.lists(
    st.tuples(
        st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True),
        st.lists(st.sampled_from(EMPLOYERS), max_size=2, unique=True),
    ),
    max_size=6,
).map(
    lambda drawn: tuple(
        Candidate(n, tuple(fields), tuple(employers)) for n, (fields, employers) in enumerate(drawn, start=1)
    )
)
boxes = st.builds(
    Lots,
    candidates=candidates,
    seats=st.lists(st.sampled_from((*FIELDS, ANY)), min_size=1, max_size=4).map(tuple),
    seated=st.lists(st.sampled_from(EMPLOYERS).map(lambda each: (each,)), max_size=2).map(tuple),
    same_employer_max=st.integers(1, 2),
)
seeds = st.text("0123456789abcdef", min_size=4, max_size=4)


def fits(box: Lots, persons: tuple[int, ...]) -> bool:
    """The rules, a second time: competence, nobody twice, no employer more often than allowed."""
    known = {each.person: each for each in box.candidates}
    competent = all(
        seat == ANY or seat in known[person].fields for seat, person in zip(box.seats, persons, strict=True)
    )
    of = groups(box)
    there = Counter(of[-1 - place] for place in range(len(box.seated)))
    coming = Counter(of[person] for person in persons)
    fitting = all(there[group] + count <= box.same_employer_max for group, count in coming.items())
    return competent and fitting and len(set(persons)) == len(persons)


def possible(box: Lots) -> bool:
    people = [each.person for each in box.candidates]
    return any(fits(box, each) for each in permutations(people, len(box.seats)))


@given(boxes, seeds)
def test_a_draw_keeps_every_rule_and_is_found_wherever_one_exists(box: Lots, seed: str) -> None:
    try:
        drawn = draw(seed, box)
    except NotEnough:
        assert not possible(box)
    else:
        assert fits(box, drawn)


@given(boxes, seeds)
def test_whoever_has_the_seed_and_the_kept_pool_gets_the_same_people(box: Lots, seed: str) -> None:
    kept = Lots.read(box.content)
    assert (kept, kept.hash) == (box, box.hash)
    try:
        drawn = draw(seed, box)
    except NotEnough:
        with pytest.raises(NotEnough):
            draw(seed, kept)
    else:
        assert draw(seed, kept) == drawn


def wide(count: int) -> Lots:
    """So many experts of one field, each with an employer of their own, and one seat."""
    return Lots(tuple(Candidate(n, ("technical",), (n,)) for n in range(1, count + 1)), ("technical",))


def test_every_expert_is_drawn_about_as_often_as_any_other() -> None:
    drawn = Counter(draw(f"seed-{n}", wide(10))[0] for n in range(2000))
    assert len(drawn) == 10
    assert 140 <= min(drawn.values()) <= max(drawn.values()) <= 260


def test_a_seat_moves_to_another_so_that_every_seat_is_filled() -> None:
    """Whoever the lot prefers for the first seat may be the only one for the second."""
    both, one = Candidate(1, ("technical", "finance"), (10,)), Candidate(2, ("technical",), (11,))
    for n in range(20):
        assert draw(f"{n}", Lots((both, one), ("technical", "finance"))) == (2, 1)


def test_employers_that_share_an_expert_count_as_one() -> None:
    people = (
        Candidate(1, ("technical",), (10,)),
        Candidate(2, ("technical",), (10, 11)),
        Candidate(3, ("technical",), (11,)),
    )
    with pytest.raises(NotEnough) as few:
        draw("seed", Lots(people, ("technical", "technical")))
    assert (few.value.seats, few.value.found) == (("technical",), {"technical": 3})


def test_who_has_no_employer_stands_for_themselves() -> None:
    people = tuple(Candidate(n, ("technical",), ()) for n in (1, 2))
    assert set(draw("seed", Lots(people, ("technical", "technical")))) == {1, 2}


def test_those_seated_already_take_up_their_employer() -> None:
    people = (Candidate(1, ("technical",), (10,)), Candidate(2, ("technical",), (11,)))
    assert draw("seed", Lots(people, ("technical",), seated=((10,),))) == (2,)
