"""Two versions of a text told as one."""

from hypothesis import given
from hypothesis import strategies as st

from web.project.differences import GONE, NEW, SAME, differences

WORDS = st.text(alphabet="甲乙丙a1 \n", max_size=30)


def test_what_was_added_and_what_is_gone_are_told_apart() -> None:
    told = list(differences("三位读者荐购", "四位读者荐购，附名单"))
    assert told == [(GONE, "三"), (NEW, "四"), (SAME, "位读者荐购"), (NEW, "，附名单")]


def test_another_text_is_told_whole() -> None:
    assert list(differences("三位读者荐购", "原书已绝版三年")) == [
        (GONE, "三位读者荐购"),
        (NEW, "原书已绝版三年"),
    ]


@given(WORDS, WORDS)
def test_both_versions_can_be_read_from_it(before: str, after: str) -> None:
    told = list(differences(before, after))
    assert "".join(words for mark, words in told if mark != NEW) == before
    assert "".join(words for mark, words in told if mark != GONE) == after
