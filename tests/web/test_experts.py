"""The pool of experts on the screen: who keeps it, what it finds, what it refuses, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from lifecycle import experts
from lifecycle.policy import actor_of
from lifecycle.records import experts as tables
from lifecycle.records import people
from tests.lifecycle import scenes
from tests.watching import watching
from tests.world import LONG_AGO

if TYPE_CHECKING:
    from tests.web.site import Site

OUTSIDE = ("PO", "DD", "PL", "EL", "BR", "EX", "sysadmin", "secadmin", "auditadmin")
POSTS = (
    "",
    "/employments",
    "/relations",
    "/relations/1/end",
    "/relations/1/strike",
    "/dismiss",
    "/reinstate",
)
ONE = "/experts/expert1"


@pytest.fixture
def pool(site: Site) -> Site:
    """Three experts: the first employed by an institute, the second without time, the third out of the pool again."""
    with site.world.engine.write() as session:
        keeper, standard = actor_of(session.tx, site.world.cast["SH"]), site.world.standard
        for n, fields in enumerate((["technical"], ["finance"], ["technical", "industry"]), start=1):
            who = scenes.person(session.tx, f"expert{n}")
            experts.enter(session, keeper, standard, who, fields, ["膜", "过滤"] if n == 1 else [], n)
            if n == 1:
                away = scenes.organisation(session.tx, "institute", "employer")
                experts.relate(session, keeper, standard, experts.Related(who, "employment", LONG_AGO, away))
        experts.dismiss(session, keeper, standard, who)
    return site


def relations(site: Site) -> list[tuple[str, str, str | None]]:
    with site.world.engine.read() as session:
        rows = session.tx.execute(select(tables.relation).order_by(tables.relation.c.id)).all()
    return [(row.kind, row.since.isoformat(), row.until.isoformat() if row.until else None) for row in rows]


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("office", OUTSIDE)
def test_the_pool_is_there_for_its_keeper_only(pool: Site, office: str) -> None:
    browser = pool.browser(office)
    for url in ("/experts", "/experts/-/new", "/experts/-/new?login=expert1", ONE):
        answer = browser.get(url)
        assert answer.status_code == 403, url
        assert "示例expert1" not in answer.text
    before = relations(pool)
    for rest in POSTS:
        given = {
            "reason": "示例",
            "employer": "institute",
            "since": "2021-01-01",
            "until": "2026-01-01",
            "fields": "finance",
        }
        assert browser.post(ONE + rest, **given).status_code == 403, rest
    assert relations(pool) == before
    assert "专家库" not in browser.get("/my-work").text


def test_its_keeper_finds_it_in_the_bar(pool: Site) -> None:
    browser = pool.browser("SH")
    assert 'href="/experts"' in browser.get("/my-work").text
    assert browser.get("/experts").status_code == 200
    assert "示例expert1" in browser.page


def test_a_stranger_is_sent_to_the_door(pool: Site) -> None:
    assert pool.stranger().get(ONE).headers["Location"].startswith("/sign-in")


def test_every_change_is_a_line_of_the_access_log(pool: Site) -> None:
    browser = pool.browser("SH")
    browser.get(ONE)
    browser.post(ONE + "/dismiss")
    browser.post(ONE + "/reinstate")
    with pool.world.engine.read() as session:
        log = people.access_log.c
        acts = list(session.tx.scalars(select(log.act).where(log.act.contains("expert")).order_by(log.id)))
    assert acts[-2:] == ["dismiss_expert", "reinstate_expert"]


# Finding --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {1, 2}),
        ("?q=expert2", {2}),
        ("?q=膜", {1}),
        ("?q=示例单位institute", {1}),
        ("?q=%25", set()),
        ("?field=finance", {2}),
        ("?field=technical", {1}),
        ("?field=astrology", {1, 2}),
        ("?show=left", {3}),
        ("?show=left&field=industry", {3}),
        ("?show=busy", set()),
        ("?show=free&q=expert", {1, 2}),
        ("?show=nonsense", {1, 2}),
        ("?after=nonsense", {1, 2}),
    ],
)
def test_the_list_is_asked_by_words_by_field_and_by_time(pool: Site, asked: str, found: set[int]) -> None:
    answer = pool.browser("SH").get("/experts" + asked)
    assert answer.status_code == 200
    assert {n for n in (1, 2, 3) if f"/experts/expert{n}" in answer.text} == found


def test_an_expert_without_an_employer_is_marked(pool: Site) -> None:
    browser = pool.browser("SH")
    assert "未登记" in browser.get("/experts?q=expert2").text
    assert "请先补登" in browser.get("/experts/expert2").text
    assert "未登记" not in browser.get("/experts?q=expert1").text


def test_a_long_list_goes_on_where_it_stopped_and_asks_as_much(pool: Site) -> None:
    browser = pool.browser("SH")
    browser.get("/experts")
    with watching(pool.world.engine.database) as few:
        browser.get("/experts")
    with pool.world.engine.write() as session:
        for n in range(60):
            who = scenes.person(session.tx, f"more{n:02d}")
            row = {"person": who, "fields": ",finance,", "keywords": "", "since": LONG_AGO, "load_limit": 3}
            session.tx.execute(insert(tables.expert).values(row))
    with watching(pool.world.engine.database) as many:
        browser.get("/experts")
    assert len(many) == len(few)
    first = browser.page
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(following).text
    shown = [
        n for n in range(60) if (f"/experts/more{n:02d}" in first) + (f"/experts/more{n:02d}" in second) == 1
    ]
    assert shown == list(range(60))


# Taking in ------------------------------------------------------------------------------------------------------------


def test_somebody_with_an_account_is_found_and_taken_in(pool: Site) -> None:
    browser = pool.browser("SH")
    assert "/experts/-/new?login=ex" in browser.get("/experts/-/new?q=示例ex").text
    assert browser.get("/experts/-/new?login=ex").status_code == 200
    answer = browser.post(
        "/experts/-/new?login=ex", fields=["technical"], keywords="膜、过滤，检测", load_limit="２"
    )
    assert answer.headers["Location"] == "/experts/ex"
    page = browser.get("/experts/ex").text
    assert "膜、过滤、检测" in page
    assert "上限 2 项" in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"fields": []}, "请从列出的选项中选择"),
        ({"fields": ["astrology"]}, "请从列出的选项中选择"),
        ({"load_limit": "很多"}, "整数"),
        ({"load_limit": "0"}, "不能为负数"),
        ({"keywords": "字" * 41}, "40"),
    ],
)
def test_what_an_expert_cannot_be_is_said_and_what_was_typed_stays(
    pool: Site, more: dict[str, object], said: str
) -> None:
    browser = pool.browser("SH")
    browser.get("/experts/-/new?login=ex")
    given = {"fields": ["technical"], "keywords": "膜 过滤", "load_limit": "2"} | more
    answer = browser.post("/experts/-/new?login=ex", **given)
    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{given["keywords"]}"' in answer.text
    assert f'value="{given["load_limit"]}"' in answer.text
    assert pool.browser("SH").get("/experts/ex").status_code == 404


def test_nobody_is_taken_in_twice(pool: Site) -> None:
    browser = pool.browser("SH")
    assert "已在专家库" in browser.get("/experts/-/new?q=expert3").text
    browser.get("/experts/-/new?login=expert3")
    answer = browser.post("/experts/-/new?login=expert3", fields=["finance"], load_limit="3")
    assert answer.status_code == 400
    assert "已经在专家库里" in answer.text


@pytest.mark.parametrize("login", ["nobody", "sysadmin", "a\0b"])
def test_whoever_cannot_be_an_expert_is_not_there(pool: Site, login: str) -> None:
    assert pool.browser("SH").get("/experts/-/new", query_string={"login": login}).status_code == 404


def test_nobody_found_says_whom_to_ask(pool: Site) -> None:
    assert "系统管理员" in pool.browser("SH").get("/experts/-/new?q=nemo").text


# Employers and relations ----------------------------------------------------------------------------------------------


def test_an_employment_is_recorded_by_name_or_code_and_ends_without_being_deleted(pool: Site) -> None:
    browser = pool.browser("SH")
    browser.get("/experts/expert2")
    for typed in ("institute", "示例单位institute"):
        since = "2021-01-01" if typed == "institute" else "2023年5月1日"
        until = {"until": "2022-12-31"} if typed == "institute" else {}
        answer = browser.post("/experts/expert2/employments", employer=typed, since=since, **until)
        assert answer.status_code == 303, answer.text
    assert relations(pool)[1:] == [
        ("employment", "2021-01-01", "2022-12-31"),
        ("employment", "2023-05-01", None),
    ]
    page = browser.get("/experts/expert2").text
    n = page.split("/relations/")[1].split("/")[0]
    assert browser.post(f"/experts/expert2/relations/{n}/end", until="2025-12-31").status_code == 303
    assert relations(pool)[-1] == ("employment", "2023-05-01", "2025-12-31")
    page = browser.get("/experts/expert2").text
    assert "2025年12月31日" in page or "12月31日" in page
    assert f"/relations/{n}/end" not in page


def test_a_relation_to_a_person_stands_on_both_pages(pool: Site) -> None:
    browser = pool.browser("SH")
    browser.get(ONE)
    answer = browser.post(ONE + "/relations", kind="kin", other="示例expert2", since="2020-01-01")
    assert answer.status_code == 303
    assert "近亲属" in browser.get(ONE).text
    page = browser.get("/experts/expert2").text
    assert "近亲属" in page
    assert "由对方登记" in page


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("employments", {"employer": "查无此所", "since": "2021-01-01"}, "系统里没有“查无此所”"),
        ("employments", {"employer": "示例单位inst", "since": "2021-01-01"}, "示例单位institute institute"),
        ("employments", {"employer": "", "since": "2021-01-01"}, "请填写此项"),
        ("employments", {"employer": "institute", "since": ""}, "请填写此项"),
        ("employments", {"employer": "institute", "since": "去年"}, "日期"),
        ("employments", {"employer": "institute", "since": "2027-01-01"}, "不能晚于今天"),
        (
            "employments",
            {"employer": "institute", "since": "2021-01-01", "until": "2020-01-01"},
            "不能早于开始日期",
        ),
        ("employments", {"employer": "institute", "since": "2021-01-01"}, "尚未结束"),
        ("relations", {"kind": "", "organisation": "institute", "since": "2021-01-01"}, "请从列出的选项"),
        (
            "relations",
            {"kind": "friend", "organisation": "institute", "since": "2021-01-01"},
            "请从列出的选项",
        ),
        ("relations", {"kind": "kin", "since": "2021-01-01"}, "请填写"),
        (
            "relations",
            {"kind": "kin", "organisation": "institute", "other": "expert2", "since": "2021-01-01"},
            "一个单位或一名其他人员",
        ),
        ("relations", {"kind": "kin", "other": "expert1", "since": "2021-01-01"}, "一个单位或一名其他人员"),
        ("relations", {"kind": "kin", "other": "示例exp", "since": "2021-01-01"}, "示例expert1 expert1"),
        ("relations", {"kind": "kin", "other": "无此人", "since": "2021-01-01"}, "系统里没有“无此人”"),
        ("relations", {"kind": "kin", "other": "sysadmin", "since": "2021-01-01"}, "系统里没有“sysadmin”"),
    ],
)
def test_bad_input_is_said_at_its_field_and_what_was_typed_stays(
    pool: Site, path: str, given: dict[str, str], said: str
) -> None:
    browser, before = pool.browser("SH"), relations(pool)
    browser.get(ONE)
    answer = browser.post(f"{ONE}/{path}", **given)
    assert answer.status_code == 400
    assert said in answer.text
    for value in (value for name, value in given.items() if name != "kind" and value):
        assert f'value="{value}"' in answer.text
    assert relations(pool) == before


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [
        ("2020-06-01", "2020-07-01", 400),
        ("2019-01-01", "2020-02-01", 400),
        ("2019-01-01", "2020-01-01", 303),
        ("2021-06-30", "", 303),
        ("2021-06-29", "", 400),
    ],
)
def test_the_same_relation_is_not_recorded_twice_for_the_same_days(
    pool: Site, since: str, until: str, status: int
) -> None:
    browser = pool.browser("SH")
    browser.get(ONE)
    first = {"kind": "pay", "organisation": "institute", "since": "2020-01-01", "until": "2021-06-30"}
    assert browser.post(ONE + "/relations", **first).status_code == 303
    answer = browser.post(ONE + "/relations", **(first | {"since": since, "until": until}))
    assert answer.status_code == status
    assert ("时间重叠" in answer.text) == (status == 400)


def test_a_name_that_two_have_is_told_apart_by_its_code(pool: Site) -> None:
    with pool.world.engine.write() as session:
        for code in ("twin-1", "twin-2"):
            values = {"code": code, "name": "示例双子所", "kind": "employer"}
            session.tx.execute(insert(people.organisation).values(values))
    browser = pool.browser("SH")
    browser.get(ONE)
    answer = browser.post(ONE + "/employments", employer="示例双子所", since="2021-01-01")
    assert answer.status_code == 400
    assert "twin-1" in answer.text
    assert browser.post(ONE + "/employments", employer="twin-2", since="2021-01-01").status_code == 303


def test_an_end_before_the_beginning_is_refused_where_it_was_typed(pool: Site) -> None:
    browser = pool.browser("SH")
    page = browser.get(ONE).text
    n = page.split("/relations/")[1].split("/")[0]
    answer = browser.post(f"{ONE}/relations/{n}/end", until="2019-01-01")
    assert answer.status_code == 400
    assert "不能早于开始日期" in answer.text
    assert 'value="2019-01-01"' in answer.text
    assert browser.post(f"{ONE}/relations/{n}/end", until="").status_code == 400


def test_a_relation_of_somebody_else_is_not_ended_by_way_of_this_page(pool: Site) -> None:
    browser = pool.browser("SH")
    n = browser.get(ONE).text.split("/relations/")[1].split("/")[0]
    assert browser.post(f"/experts/expert2/relations/{n}/end", until="2025-01-01").status_code == 404
    assert relations(pool) == [("employment", LONG_AGO.isoformat(), None)]


def test_a_mistake_is_struck_with_a_reason_and_stays_to_be_seen(pool: Site) -> None:
    browser = pool.browser("SH")
    n = browser.get(ONE).text.split("/relations/")[1].split("/")[0]
    answer = browser.post(f"{ONE}/relations/{n}/strike", reason=" ")
    assert answer.status_code == 400
    assert "错在哪里" in answer.text
    assert "请填写此项" in answer.text
    assert browser.post(f"{ONE}/relations/{n}/strike", reason="示例：同名同姓").status_code == 303
    page = browser.get(ONE).text
    assert "撤销：示例：同名同姓" in page
    assert "<s>示例单位institute</s>" in page
    assert f"/relations/{n}/" not in page
    assert "请先补登" in page
    assert relations(pool) == [("employment", LONG_AGO.isoformat(), None)]
    assert "/experts/expert1" not in browser.get("/experts?q=示例单位institute").text
    assert browser.post(f"{ONE}/relations/{n}/strike", reason="示例").status_code == 404


def test_a_relation_of_somebody_else_is_not_struck_by_way_of_this_page(pool: Site) -> None:
    browser = pool.browser("SH")
    n = browser.get(ONE).text.split("/relations/")[1].split("/")[0]
    assert browser.post(f"/experts/expert2/relations/{n}/strike", reason="示例").status_code == 404
    assert f"/relations/{n}/strike" in browser.get(ONE).text


# In and out of the pool -----------------------------------------------------------------------------------------------


def test_out_of_the_pool_and_in_again_keeps_everything(pool: Site) -> None:
    browser = pool.browser("SH")
    browser.get(ONE)
    assert browser.post(ONE + "/dismiss").status_code == 303
    assert "不在抽取范围内" in browser.get(ONE).text
    browser.post(ONE + "/dismiss")
    assert "别人已经办过了" in browser.get(ONE).text
    browser.post(ONE + "/reinstate")
    page = browser.get(ONE).text
    assert "已恢复入库" in page
    assert "膜、过滤" in page


def test_two_keepers_do_not_undo_each_others_work(pool: Site) -> None:
    mine, other = pool.browser("SH"), pool.browser("SH")
    mine.get(ONE)
    was = mine.hidden()["was"]
    other.get(ONE)
    assert other.post(ONE, fields=["finance"], keywords="担保", load_limit="4", was=was).status_code == 303
    answer = mine.post(ONE, fields=["technical"], keywords="膜 陶瓷", load_limit="5", was=was)
    assert answer.status_code == 400
    assert "别人改过" in answer.text
    assert 'value="膜 陶瓷"' in answer.text
    again = mine.hidden()["was"]
    assert (
        mine.post(ONE, fields=["technical"], keywords="膜 陶瓷", load_limit="5", was=again).status_code == 303
    )
    assert "膜、陶瓷" in mine.get(ONE).text


def test_the_page_says_what_became_of_every_draw_and_is_in_both_languages(pool: Site) -> None:
    browser = pool.browser("SH")
    page = browser.get(ONE).text
    for word in ("被抽中", "交评分表", "谢绝", "主动回避", "还没有被抽中过"):
        assert word in page
    browser.client.set_cookie("language", "en")
    assert "Sheets in" in browser.get(ONE).text
    assert "Expert pool" in browser.get("/experts").text


def test_a_future_end_is_said_and_can_be_brought_forward(pool: Site) -> None:
    browser = pool.browser("SH")
    browser.get(ONE)
    browser.post(
        ONE + "/relations", kind="post", organisation="enterprise", since="2025-01-01", until="2026-12-31"
    )
    page = browser.get(ONE).text
    assert "止" in page
    n = max(int(each.split("/")[0]) for each in page.split("/relations/")[1:] if each[0].isdigit())
    assert browser.post(f"{ONE}/relations/{n}/end", until="2026-01-19").status_code == 303
    assert relations(pool)[-1] == ("post", "2025-01-01", date(2026, 1, 19).isoformat())
