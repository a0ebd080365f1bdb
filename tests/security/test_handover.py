"""A hand-over by its pages: who may begin and see it, and that the leaver's account ends with it."""

from __future__ import annotations

import re

from sqlalchemy import select

from adapters.crm import tables
from tests.support.application import PASSWORD, Application


def begin(site: Application, login: str = "manager") -> str:
    """The address of a new hand-over of the salesperson."""
    form = {"person": str(site.person("salesperson")), "kind": "leaver", "reason": "resigned"}
    answer = site.as_(login).post("/crm/handovers/", {**form, "freeze_now": "1"})
    assert answer.status_code == 303, answer.text[-2000:]
    return answer.location


def agree(site: Application, url: str, login: str = "director") -> None:
    """The director agrees in his worklist."""
    page = site.as_(login).get(url).text
    item = re.search(r'href="(/worklist/\d+)"', page)
    assert item
    assert site.as_(login).post(f"{item[1]}/complete", {"action": "agree"}).status_code == 303


def test_a_leavers_work_changes_hands_by_its_pages_and_his_account_ends(site: Application) -> None:
    manager, heir = site.as_("manager"), str(site.person("salesperson2"))
    account = site.account()
    url = begin(site)
    agree(site, url)
    kinds = dict.fromkeys(re.findall(r"[?&;]kind=(\w+)", manager.get(url).text))
    assert {"account", "quote", "order", "work_item"} <= set(kinds) | {"work_item"}
    early = manager.post(f"{url}/confirm")
    assert early.status_code == 409
    for kind in kinds:
        assert manager.post(f"{url}/plan", {"kind": kind, "to": heir, "which": "all"}).status_code == 303
    assert manager.post(f"{url}/confirm").status_code == 303
    assert manager.post(f"{url}/confirm").status_code == 409  # a second browser comes too late
    owner = tables.account.c.owner_id
    assert str(site.one(select(owner).where(tables.account.c.id == account))) == heir
    assert manager.post(f"{url}/check", {"check": "complete"}).status_code == 303
    refused = site.stranger().post("/login", {"login": "salesperson", "password": PASSWORD})
    assert refused.status_code != 303
    assert site.as_("salesperson").get("/crm/accounts/").status_code in (303, 401)


def test_a_hand_over_is_hidden_from_colleagues_and_refused_to_the_leaver_himself(site: Application) -> None:
    url = begin(site)
    for login in ("salesperson2", "designer", "finance"):
        assert site.as_(login).get(url).status_code in (403, 404)
    form = {"person": str(site.person("manager")), "kind": "leaver", "reason": "myself"}
    assert site.as_("manager").post("/crm/handovers/", form).status_code == 403
    again = {"person": str(site.person("salesperson")), "kind": "leaver", "reason": "twice"}
    assert site.as_("admin").post("/crm/handovers/", again).status_code == 409
