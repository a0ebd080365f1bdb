"""The pages of working calendars and their API: what is seen, changed, refused in place, and confirmed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from engine.calendar.counting import add_working_days
from engine.calendar.lookup import calendars
from engine.calendar.standard import STANDARD
from engine.calendar.working_calendar import WorkCalendar
from tests.support.application import Application
from worklist.deadlines import time_left

PAGE = "/admin/calendars/of/default"


def calendar(site: Application, code: str = "default") -> WorkCalendar:
    with site.store.read() as connection:
        return calendars(connection).by_code[code]


def day(**fields: str) -> dict[str, str]:
    return {"day": "2026-12-08", "kind": "holiday", "name": "厂庆", "name_en": "Founding day", **fields}


def test_a_month_shows_holidays_make_up_days_and_hours(site: Application) -> None:
    page = site.as_("admin", "zh").get(f"{PAGE}?month=2026-10").text
    assert "2026 年 10 月" in page
    assert "18 个工作日" in page
    assert len(re.findall(r'<td class="cal-holiday', page)) == 5
    assert len(re.findall(r'<td class="cal-extra', page)) == 1
    assert "国庆节补班" in page
    assert "13:30-18:00" in page


@pytest.mark.parametrize("month", ["2026-13", "x", "9999-12", "0001-01", "2199-12"])
def test_a_month_that_is_none_shows_another_one(site: Application, month: str) -> None:
    assert site.as_("admin").get(f"{PAGE}?month={month}").status_code == 200


def test_a_year_without_table_says_so(site: Application) -> None:
    page = site.as_("admin").get(f"{PAGE}?month=2027-10").text
    assert "The table of holidays ends with 2026." in page
    assert "cal-guess" in page


def test_a_day_is_entered_and_taken_back(site: Application) -> None:
    browser = site.as_("admin")
    assert browser.post(f"{PAGE}/days", day()).status_code == 303
    assert "Founding day" in browser.get(f"{PAGE}?month=2026-12").text
    assert browser.post(f"{PAGE}/days", day(kind="usual")).status_code == 303
    assert "Founding day" not in browser.get(f"{PAGE}?month=2026-12").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": "2026-02-30"}, "a date is expected"),
        ({"kind": "feast"}, "holiday or workday"),
        ({"name": " "}, "a name is expected"),
        ({"kind": "workday", "hours": "9 to 5"}, "is no span of hours"),
        ({"name": "n" * 101}, "at most 100 characters"),
        ({"day": "2300-01-01"}, "a day from 1970 to 2199"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(
    site: Application, fields: dict[str, str], sentence: str
) -> None:
    before = site.fingerprint()
    answer = site.as_("admin").post(f"{PAGE}/days", day(**fields))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert site.fingerprint() == before


def test_what_was_typed_stays_beside_its_fault(site: Application) -> None:
    week = {f"hours-{number}": "09:00-17:00" for number in range(1, 8)} | {"hours-3": "17:00-09:00"}
    answer = site.as_("admin").post(f"{PAGE}/week", week)
    assert answer.status_code == 422
    assert 'value="17:00-09:00"' in answer.text
    assert answer.text.count('value="09:00-17:00"') == 6


def test_the_week_is_changed_once_and_not_over_a_colleagues_change(site: Application) -> None:
    browser, seen = site.as_("admin"), calendar(site).revision
    week = {f"hours-{number}": "10:00-15:00" for number in range(1, 6)} | {"revision": str(seen)}
    assert browser.post(f"{PAGE}/week", week).status_code == 303
    assert [str(span) for span in calendar(site).week[0]] == ["10:00-15:00"]
    late = browser.post(f"{PAGE}/week", week)
    assert late.status_code == 409
    assert "Somebody has changed the calendar meanwhile" in late.text


def test_a_calendar_is_added_given_to_a_department_and_removed(site: Application) -> None:
    browser = site.as_("admin")
    facts = {"code": "plant", "name": "工厂", "name_en": "Plant", "zone": "Asia/Shanghai"}
    assert browser.post("/admin/calendars/", facts).headers["Location"].endswith("/of/plant")
    assert browser.post("/admin/calendars/", facts).status_code == 409
    department = re.search(r'name="department" value="(\d+)"', browser.get("/admin/calendars/").text)
    assert department
    given = {"department": department[1], "calendar": "plant"}
    assert browser.post("/admin/calendars/departments", given).status_code == 303
    assert browser.post("/admin/calendars/of/plant/remove").status_code == 409
    assert browser.post("/admin/calendars/departments", given | {"calendar": ""}).status_code == 303
    assert browser.post("/admin/calendars/of/plant/remove").status_code == 303
    assert browser.get("/admin/calendars/of/plant").status_code == 404


def test_names_with_markup_are_text(site: Application) -> None:
    browser = site.as_("admin")
    browser.post(f"{PAGE}/days", day(name="<script>x</script>", name_en="<b>y</b>"))
    for language in ("zh", "en"):
        page = site.as_("admin", language).get(f"{PAGE}?month=2026-12&day=2026-12-08").text
        assert "<script>x" not in page
        assert "<b>y" not in page


def test_trying_a_calendar_says_when_something_is_due(site: Application) -> None:
    browser = site.as_("admin", "zh")
    page = browser.get(f"{PAGE}?month=2026-10&from=2026-09-30T10:00&amount=P3D").text
    assert "2026-10-10 10:00" in page
    for amount in ("soon", "-P1D", "P99999D", "PT99999999999999H"):
        assert browser.get(f"{PAGE}?from=2026-09-30T10:00&amount={amount}").status_code == 200
    assert browser.get(f"{PAGE}?from=never&amount=P1D").status_code == 200


def test_a_change_moves_deadlines_only_after_the_list_was_confirmed(site: Application) -> None:
    browser = site.as_("admin")
    item = site.item_row(site.item())
    begun, due = item["created_at"], item["due_at"]
    before = calendar(site)
    assert due == add_working_days(before, begun, 1)
    first = (due - timedelta(minutes=1)).astimezone(before.zone).date()
    browser.post(f"{PAGE}/days", day(day=first.isoformat()))
    assert site.item_row(site.item())["due_at"] == due
    listed = browser.get("/admin/calendars/deadlines").text
    stamp = re.search(r'name="stamp" value="(\d+)"', listed)
    assert stamp
    assert browser.post("/admin/calendars/deadlines", {"stamp": "5"}).status_code == 409
    assert site.item_row(site.item())["due_at"] == due
    assert browser.post("/admin/calendars/deadlines", {"stamp": stamp[1]}).status_code == 303
    assert site.item_row(site.item())["due_at"] == add_working_days(calendar(site), begun, 1) > due
    assert (
        "Every open deadline is where the calendars put it." in browser.get("/admin/calendars/deadlines").text
    )


def test_who_may_only_look_sees_no_forms(site: Application) -> None:
    page = site.as_("supervisor").get(PAGE).text
    assert "The week" in page
    assert 'name="hours-1"' not in page
    assert site.as_("salesperson").get(PAGE).status_code == 403


def test_the_api_gives_changes_and_computes(site: Application) -> None:
    program = site.api("admin")
    [one] = program.get("/calendars").json["items"]
    assert (one["code"], one["known_until"], one["week"][0]) == ("default", 2026, "09:00-12:00 13:30-18:00")
    body = {"kind": "holiday", "name": "厂庆", "revision": one["revision"]}
    path = "/api/v1/calendars/default/days/2026-12-08"
    assert program.client.put(path, json=body, headers=program.headers).status_code == 200
    assert program.client.put(path, json=body, headers=program.headers).status_code == 409
    days = program.get("/calendars/default").json["days"]
    added = next(one for one in days if one["day"] == "2026-12-08")
    assert (added["name_en"], added["by_hand"]) == ("厂庆", True)
    asked = "/calendars/default/due?start=2026-12-07T02:00:00Z&amount=P1D"
    assert program.get(asked).json["due_at"].startswith("2026-12-09T02:00:00")
    assert program.client.delete(path, headers=program.headers).status_code == 200
    assert program.get(asked).json["due_at"].startswith("2026-12-08T02:00:00")
    assert program.get("/calendars/nowhere").status_code == 404
    assert program.get("/calendars/default/due?start=2026-12-07T02:00:00Z&amount=x").status_code == 422


def test_the_api_previews_and_moves_deadlines(site: Application) -> None:
    program = site.api("admin")
    week = ["10:00-11:00"] * 5 + ["", ""]
    answer = program.client.put(
        "/api/v1/calendars/default/week", json={"week": week}, headers=program.headers
    )
    assert answer.status_code == 200
    found = program.get("/deadlines").json
    assert found["number_moved"] > 0
    assert program.post("/deadlines", {"stamp": found["stamp"]}).json == {"moved": found["number_moved"]}
    assert program.get("/deadlines").json["number_moved"] == 0


@pytest.mark.parametrize(
    ("begin", "now", "due", "tone", "text"),
    [
        ("2026-03-06T10:00", "2026-03-06T10:00", "2026-03-09T10:00", "ok", "1.0 working days left"),
        ("2026-03-06T10:00", "2026-03-06T17:00", "2026-03-09T10:00", "warn", "2.0 working h left"),
        ("2026-03-06T10:00", "2026-03-08T12:00", "2026-03-09T10:00", "warn", "1.0 working h left"),
        ("2026-03-06T10:00", "2026-03-09T09:30", "2026-03-09T10:00", "warn", "30 min left"),
        ("2026-03-06T10:00", "2026-03-09T12:00", "2026-03-09T10:00", "bad", "2.0 working h overdue"),
        ("2026-03-06T10:00", "2026-03-17T10:00", "2026-03-09T10:00", "bad", "6.0 working days overdue"),
    ],
)
def test_time_left_counts_what_can_be_worked(
    site: Application, begin: str, now: str, due: str, tone: str, text: str
) -> None:
    created_at, at, due_at = (
        datetime.fromisoformat(one).replace(tzinfo=STANDARD.zone) for one in (begin, now, due)
    )
    with site.app.test_request_context(headers={"Accept-Language": "en"}):
        left = time_left(created_at=created_at, due_at=due_at, now=at, calendar=STANDARD)
    assert (left.tone, left.text) == (tone, text)


def test_the_worklist_says_how_much_working_time_is_left(site: Application) -> None:
    item = site.item()
    page = site.as_("manager", "zh").get(f"/worklist/{item}").text
    assert re.search(r"个工作日|工时", page)
