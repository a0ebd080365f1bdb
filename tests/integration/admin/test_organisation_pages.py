"""People, departments, positions and rights on their pages: what is changed, refused in place, and kept."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from engine import organisation
from engine.organisation import Person, Scope, tables
from tests.support.application import Application, csrf_token

BASE = "/admin/organisation"
PASSWORD = "a-good-password"
NEW = {
    "login": "li.na",
    "password": PASSWORD,
    "position": "salesperson",
    "name": "李娜",
    "name_en": "Li Na",
    "code": "E-021",
    "language": "zh",
}


def person(site: Application, login: str) -> Person:
    with site.store.read() as connection:
        found = organisation.by_login(connection, login)
    assert found is not None
    return found


def may(site: Application, login: str, resource: str, action: str) -> Scope | None:
    with site.store.read() as connection:
        return organisation.may(connection, organisation.by_login(connection, login), resource, action)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def log_in(site: Application, login: str, password: str) -> tuple[int, str]:
    browser = site.stranger()
    answer = browser.post("/login", {"login": login, "password": password})
    return answer.status_code, browser.get("/worklist/").headers.get("Location", "")


def test_a_new_person_logs_in_and_chooses_a_password_first(site: Application) -> None:
    answer = site.as_("admin").post(f"{BASE}/people/new", NEW)
    assert answer.status_code == 303
    made = person(site, "li.na")
    assert (made.name, made.main_position, made.is_active) == ("李娜", "salesperson", True)
    assert log_in(site, "li.na", PASSWORD) == (303, "/password")


def test_the_given_password_opens_nothing_but_the_page_to_change_it(site: Application) -> None:
    site.as_("admin").post(f"{BASE}/people/new", NEW)
    browser = site.stranger()
    browser.post("/login", {"login": "li.na", "password": PASSWORD})
    browser.token = csrf_token(browser.get("/password").text)
    refused = browser.post("/crm/accounts/new", {"name": "x"})
    assert refused.status_code == 403
    assert "was given to you by an administrator" in refused.text
    change = {"old": PASSWORD, "new": "another-password", "again": "another-password"}
    assert browser.post("/password", change).headers["Location"] == "/login"
    assert log_in(site, "li.na", "another-password") == (303, "")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"login": "service"}, "is taken"),
        ({"login": "li na"}, "without blanks"),
        ({"code": "?"}, "Letters, digits"),
        ({"code": ""}, "This is needed."),
        ({"name": " "}, "This is needed."),
        ({"name": "n" * 101}, "At most 100 characters."),
        ({"email": "nobody"}, "An address such as"),
        ({"position": "emperor"}, "Choose one of the list."),
        ({"superior_id": "77"}, "Choose one of the list."),
        ({"hired_on": "31.12.2026"}, "A day such as"),
        ({"password": "short"}, "10 to 200 characters"),
    ],
)
def test_a_person_that_cannot_be_is_refused_beside_the_field(
    site: Application, fields: dict[str, str], sentence: str
) -> None:
    before = site.fingerprint()
    answer = site.as_("admin").post(f"{BASE}/people/new", {**NEW, **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Li Na"' in answer.text, "what was typed comes back"
    assert PASSWORD not in answer.text
    assert site.fingerprint() == before


def test_facts_change_and_a_second_administrator_does_not_write_over_them(site: Application) -> None:
    browser, service = site.as_("admin"), person(site, "service")
    page = f"{BASE}/people/{service.id}"
    facts = {"name": "何芳", "name_en": "He Fang", "code": "service", "language": "en", "mobile": "1380001"}
    stale = seen(browser.get(page).text)
    assert browser.post(page, {**facts, "seen": stale}).status_code == 303
    assert person(site, "service").language == "en"
    again = browser.post(page, {**facts, "seen": stale, "mobile": "1380002"})
    assert again.status_code == 409
    assert "1380002" in again.text


def test_nobody_stands_above_himself(site: Application) -> None:
    browser, manager = site.as_("admin"), person(site, "manager")
    page = f"{BASE}/people/{manager.id}"
    facts = {"name": "陈静", "name_en": "Chen Jing", "code": "manager", "language": "zh"}
    below = str(person(site, "salesperson").id)
    answer = browser.post(page, {**facts, "seen": seen(browser.get(page).text), "superior_id": below})
    assert answer.status_code == 422
    assert "this would close a circle" in answer.text


def test_a_frozen_person_is_out_at_once_and_comes_back(site: Application) -> None:
    browser, service = site.as_("admin"), person(site, "service")
    theirs = site.as_("service")
    page = f"{BASE}/people/{service.id}/standing"
    assert browser.post(page, {"status": "frozen", "reason": "leaves"}).status_code == 303
    assert theirs.get("/worklist/").headers["Location"].startswith("/login")
    assert browser.post(page, {"status": "active", "reason": "stays"}).status_code == 303
    assert person(site, "service").is_active


def test_freezing_needs_a_reason_and_never_hits_oneself(site: Application) -> None:
    browser, admin, service = site.as_("admin"), person(site, "admin"), person(site, "service")
    answer = browser.post(f"{BASE}/people/{service.id}/standing", {"status": "frozen"})
    assert answer.status_code == 422
    assert "a reason is needed" in answer.text
    answer = browser.post(f"{BASE}/people/{admin.id}/standing", {"status": "frozen", "reason": "x"})
    assert answer.status_code == 409
    assert person(site, "service").is_active


def test_a_position_is_given_for_a_time_and_ended(site: Application) -> None:
    browser, service = site.as_("admin"), person(site, "service")
    page = f"{BASE}/people/{service.id}/positions"
    later = {"position": "warehouse", "valid_from": "2199-01-01", "valid_to": "2198-01-01"}
    assert browser.post(page, later).status_code == 422
    assert browser.post(page, {"position": "warehouse"}).status_code == 303
    assert person(site, "service").positions == {"service_rep", "warehouse"}
    table = tables.person_position
    post = site.one(select(table.c.id).where(table.c.person_id == service.id).order_by(table.c.id.desc()))
    assert browser.post(f"{page}/{post}/end", {"reason": "over"}).status_code == 303
    assert person(site, "service").positions == {"service_rep"}


def test_the_last_administrator_keeps_the_position(site: Application) -> None:
    browser, admin = site.as_("admin"), person(site, "admin")
    table = tables.person_position
    post = site.one(select(table.c.id).where(table.c.person_id == admin.id))
    before = site.fingerprint()
    answer = browser.post(f"{BASE}/people/{admin.id}/positions/{post}/end", {"reason": "tired"})
    assert answer.status_code == 409
    assert "nobody could administer" in answer.text
    assert site.fingerprint() == before


def test_departments_grow_move_and_go(site: Application) -> None:
    browser = site.as_("admin")
    facts = {"code": "south", "name": "华南", "name_en": "South"}
    assert browser.post(f"{BASE}/departments", facts).status_code == 303
    assert "is taken" in browser.post(f"{BASE}/departments", facts).text
    made = site.one(select(tables.department.c.id).where(tables.department.c.code == "south"))
    page = f"{BASE}/departments/{made}"
    above = site.one(select(tables.department.c.id).where(tables.department.c.code == "sales"))
    moved = {**facts, "parent_id": str(above), "seen": seen(browser.get(page).text)}
    assert browser.post(page, moved).status_code == 303
    used = browser.post(f"{BASE}/departments/{above}/remove", {"reason": "no"})
    assert used.status_code == 409
    assert "cannot be removed" in used.text
    assert browser.post(f"{page}/remove", {"reason": "was a mistake"}).status_code == 303
    assert browser.get(page).status_code == 404


def test_a_change_of_rights_shows_what_it_means_before_it_is_made(site: Application) -> None:
    browser = site.as_("admin")
    page = f"{BASE}/positions/salesperson"
    wish = {"r:quote:export": "own", "r:quote:submit": "no"}
    shown = browser.post(f"{page}/rights", wish)
    assert shown.status_code == 200
    assert "Quotes · export" in shown.text
    assert "Li Wei" in shown.text, "whom it concerns"
    assert may(site, "salesperson", "quote", "export") is None
    save = {**wish, "step": "save", "seen": seen(shown.text)}
    assert browser.post(f"{page}/rights", save).status_code == 422, "a reason is needed"
    assert browser.post(f"{page}/rights", {**save, "reason": "trial"}).status_code == 303
    assert may(site, "salesperson", "quote", "export") is Scope.OWN
    assert may(site, "salesperson", "quote", "submit") is None
    assert '<option value="no" selected>' in browser.get(page).text


def test_rights_that_moved_meanwhile_are_looked_at_again(site: Application) -> None:
    browser = site.as_("admin")
    page = f"{BASE}/positions/salesperson/rights"
    stale = seen(browser.post(page, {"r:quote:export": "own"}).text)
    other = {"r:order:export": "own", "step": "save", "reason": "other", "seen": stale}
    assert browser.post(page, other).status_code == 303
    late = {"r:quote:export": "own", "step": "save", "reason": "trial", "seen": stale}
    assert browser.post(page, late).status_code == 409
    assert may(site, "salesperson", "quote", "export") is None


def test_a_new_position_takes_the_rights_of_another(site: Application) -> None:
    browser, service = site.as_("admin"), person(site, "service")
    facts = {
        "code": "key_account",
        "name": "大客户经理",
        "name_en": "Key account manager",
        "short_name": "大客户",
        "kind": "sales",
        "rank": "30",
        "can_approve": "1",
        "like": "salesperson",
    }
    assert browser.post(f"{BASE}/positions", facts).status_code == 303
    browser.post(f"{BASE}/people/{service.id}/positions", {"position": "key_account"})
    assert may(site, "service", "quote", "add") is Scope.OWN
    retired = browser.post(f"{BASE}/positions/key_account/retire", {"reason": "no"})
    assert retired.status_code == 409
    assert browser.post(f"{BASE}/positions", {**facts, "rank": "x"}).status_code == 422


def test_the_list_is_filtered_by_position(site: Application) -> None:
    page = site.as_("admin", "zh").get(f"{BASE}/?f.position=warehouse")
    assert page.status_code == 200
    assert person(site, "warehouse").name in page.text
    assert person(site, "finance").name not in page.text


@pytest.mark.parametrize("path", ["people/77", "departments/77", "positions/nothing"])
def test_what_is_not_there_says_so(site: Application, path: str) -> None:
    assert site.as_("admin").get(f"{BASE}/{path}").status_code == 404
