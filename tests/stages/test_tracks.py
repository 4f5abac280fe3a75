"""What a standard is on one of its tracks: what is asked there, of whom, by when; and which track a project is on."""

from __future__ import annotations

import pytest

from stages import Standard
from stages.graph import graph, stage_of
from stages.tracks import kept_duties, on_track, track_of

NO_MONEY = {"public_support_wan": 0}


@pytest.fixture(scope="module")
def fast(released: Standard) -> Standard:
    return on_track(released, "fast")


@pytest.fixture(scope="module")
def major(released: Standard) -> Standard:
    return on_track(released, "major")


# Which track ------------------------------------------------------------------------------------------------------


def test_the_first_track_whose_condition_holds_is_the_projects(released: Standard) -> None:
    assert track_of(released, NO_MONEY, "mining") == "fast"
    assert track_of(released, {"public_support_wan": 501}, "mining") == "major"
    assert track_of(released, NO_MONEY | {"new_land": True}, "mining") == "major"
    assert track_of(released, {"public_support_wan": 200}, "mining") == "standard"


def test_what_is_not_known_puts_a_project_on_no_special_track(released: Standard) -> None:
    assert track_of(released, {}, "mining") == "standard"
    assert track_of(released, {"cross_district": False, "new_land": False}, "mining") == "standard"


def test_a_track_is_not_open_to_a_project_in_a_stage_through_which_it_does_not_go(released: Standard) -> None:
    assert track_of(released, NO_MONEY, "landing") == "fast"
    assert track_of(released, NO_MONEY, "growth") == "standard"


def test_a_standard_without_tracks_is_its_own_reading(released: Standard) -> None:
    bare = released.model_copy(update={"flow": released.flow.model_copy(update={"tracks": {}})})
    assert track_of(bare, NO_MONEY, "mining") == ""
    assert on_track(released, "") is released
    assert on_track(released, "unheard-of") is released


# What a track asks ------------------------------------------------------------------------------------------------


def test_a_reading_is_worked_out_once_and_has_a_hash_of_its_own(released: Standard, fast: Standard) -> None:
    assert on_track(released, "fast") is fast
    assert fast.hash == f"{released.hash}/fast"
    assert on_track(released, "standard").hash != released.hash


def test_the_standard_itself_is_left_as_it_is(released: Standard, fast: Standard) -> None:
    assert released.asks("MIN-G-5")
    assert not fast.asks("MIN-G-5")
    assert released.gates["G2"].mode == "decide"
    assert released.duties["APR-G-4"].evidence == ("task_book",)
    assert "close_filing" in released.moves


def test_only_kept_duties_and_the_dates_of_kept_milestones_are_asked(
    released: Standard, fast: Standard
) -> None:
    kept = kept_duties(released.flow.tracks["fast"])
    of_the_end = {duty.code for duty in released.duties.values() if duty.timing == "after_end"}
    assert {duty for duty in released.duties if fast.asks(duty)} - of_the_end == kept
    assert fast.asks("MIN-M1")
    assert not fast.asks("MIN-M3")
    assert set(fast.duties) == set(released.duties)  # left out, and still there to be read


def test_what_its_end_asks_for_afterwards_is_asked_though_no_track_names_it(fast: Standard) -> None:
    closing = fast.moves["close_filing"]
    assert closing.survey is not None
    assert fast.asks(closing.survey)
    assert [fast.asks(duty.code) for duty in fast.duties.values() if duty.milestone == closing.survey] == [
        True
    ]
    assert not fast.asks("GRO-R4")  # of an end to which this track does not lead


def test_a_track_ends_where_its_path_does(fast: Standard) -> None:
    assert fast.road == ("mining", "evaluation", "approval", "landing")
    assert fast.next_stage("landing") is None
    assert {stage_of(each) for each in graph(fast).states} == set(fast.road)
    assert ("landing/gate_review", "landing/graduated") in {
        (edge.source, edge.dest) for edge in graph(fast).edges if edge.trigger == "close_filing"
    }


def test_a_move_of_one_track_is_on_no_other(released: Standard, fast: Standard, major: Standard) -> None:
    assert "close_filing" in fast.moves
    assert "close_filing" not in major.moves
    assert "close_filing" not in on_track(released, "standard").moves


def test_gates_are_passed_as_the_path_says(fast: Standard) -> None:
    assert {code: fast.gates[code].mode for code in ("G1", "G2", "G3", "G4")} == {
        "G1": "decide", "G2": "deemed", "G3": "filed", "G4": "close",
    }  # fmt: skip
    assert [each.code for each in fast.gates["G3"].must] == ["G3-C2", "G3-C10", "G3-C6", "G3-C7"]
    assert fast.gates["G3"].should == ()
    assert (fast.gates["G3"].decider, fast.gates["G3"].propose) == ("SH", "PO")
    assert fast.gates["G1"].consult == ("PL",)
    assert fast.gates["G3"].consult == ()


def test_the_option_that_leads_on_goes_by_the_move_and_the_name_of_the_path(fast: Standard) -> None:
    go = fast.gates["G4"].option("go")
    assert go.move == "T22"
    assert go.text == fast.moves["close_filing"].text
    assert fast.gates["G3"].option("go").move == "T03"
    assert fast.gates["G3"].option("go").text.zh.startswith("备案")
    assert fast.gates["G4"].option("stop").move == "T11"


def test_deadlines_are_those_of_the_track(released: Standard, fast: Standard, major: Standard) -> None:
    assert fast.milestones["MIN-M4"].due.wd == 20
    assert released.milestones["MIN-M4"].due.wd == 30
    assert fast.milestones["LAN-R1"].due.every_months == 6
    assert fast.milestones["EVA-M7"].due.wd == 5  # the path gives the gate its day
    assert major.milestones["LAN-M7"].due.every_wd == 125
    assert fast.stages["mining"].duration.longest_wd == 20


def test_lighter_duties_say_how(fast: Standard) -> None:
    note = fast.duties["APR-G-4"]
    assert note.evidence == ("filing_note",)
    assert note.min_indicators == 2
    assert note.lighter is not None
    assert fast.duties["LAN-E-5"].repeat == "half_yearly"


def test_entry_conditions_are_asked_where_the_path_names_them(fast: Standard) -> None:
    asked = {stage: [each.code for each in fast.stages[stage].entry] for stage in fast.road}
    assert asked == {"mining": ["MIN-A1", "MIN-A2"], "evaluation": [], "approval": [], "landing": ["LAN-A1"]}


def test_a_change_of_people_is_read_at_its_gate(released: Standard, major: Standard) -> None:
    assert (major.gates["G3"].decider, major.gates["G3"].propose) == ("GOV", "DIR")
    assert (released.gates["G3"].decider, released.gates["G3"].propose) == ("DIR", "DD")
    assert major.gates["G3"].must == released.gates["G3"].must
    assert major.left_out == frozenset()


def test_another_standard_has_tracks_of_its_own(small: Standard) -> None:
    donated = on_track(small, track_of(small, {"price": 0}, "suggestion"))
    assert {duty for duty in small.duties if donated.asks(duty)} == {"SUG-L-1", "TRI-L-2", "ADO-L-1"}
    assert donated.gates["K2"].mode == "deemed"
    assert track_of(small, {"price": 1}, "suggestion") == "plain"
