"""A result that came out of a project, registered as one of its own and shown on both pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.verbs import ends

if TYPE_CHECKING:
    from tests.web.project.site import Page, Site


def derive(site: Site, office: str = "PL", organisation: str = "source_platform") -> Page:
    given = {"organisation": organisation}
    return site.as_office(office).send(
        site.path("/derive"), "", having="title", title="示例：衍生成果", fields=given
    )


def test_both_pages_show_the_other_and_say_what_it_is(site: Site) -> None:
    platform = site.as_office("PL")
    assert f'href="{site.path("/derive")}"' in platform.get(site.path()).text
    made = derive(site)
    assert made.status == 303
    path = made.response.headers["Location"]
    assert "衍生自" in platform.get(path).text
    assert site.number in platform.get(path).text
    here = platform.get(site.path()).text
    assert "衍生出" in here
    assert path in here
    assert "再入库" not in here.partition("关联项目")[2].partition("</section>")[0]


def test_sent_twice_it_is_one_project(site: Site) -> None:
    platform, path = site.as_office("PL"), site.path("/derive")
    form = platform.get(path).form(having="title")
    given = {"title": "示例：衍生成果", "organisation": "source_platform"}
    places = {platform.press(path, form, "", fields=given).response.headers["Location"] for _ in range(2)}
    assert len(places) == 1


@pytest.mark.parametrize(
    ("title", "organisation", "field"),
    [
        ("", "source_platform", "title"),
        ("示例", "enterprise", "organisation"),
        ("示例", "\x00", "organisation"),
    ],
)
def test_what_cannot_be_registered_is_said_and_the_summary_stays(
    site: Site, title: str, organisation: str, field: str
) -> None:
    given = {"title": title, "organisation": organisation, "summary": "写了很久的简介"}
    page = site.as_office("PL").send(site.path("/derive"), "", having="title", fields=given)
    assert page.status == 400
    assert f'href="#{field}"' in page.text
    assert page.form(having="title").fields["summary"] == "写了很久的简介"


def test_a_project_that_has_to_come_back_has_nothing_derived(site: Site) -> None:
    form = site.as_office("PL").get(site.path("/derive")).form(having="title")
    site.driver.act("DD", ends.terminate, site.number, "market_failure", "示例")
    platform = site.as_office("PL")
    assert f'href="{site.path("/derive")}"' not in platform.get(site.path()).text
    assert "进行中或已毕业" in platform.get(site.path("/derive")).text
    secret = platform.get("/delegation").form(having="csrf_token").fields["csrf_token"]
    given = {"title": "示例", "organisation": "source_platform", "csrf_token": secret}
    assert platform.press(site.path("/derive"), form, "", fields=given).status == 409


def test_who_does_not_see_the_project_derives_nothing_from_it(site: Site) -> None:
    site.driver.number = site.world.started(title="别家的项目", parties=("enterprise",)).number
    assert site.as_office("PL").get(site.path("/derive")).status == 404
