"""The shell in an application: languages, choices, headers, CSRF, error pages, navigation, search."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, abort, flash
from werkzeug.test import TestResponse

from engine.errors import Conflict, Expired, Forbidden, Invalid, NotFound, Suspended
from engine.store.uow import Store
from forms.shell import StoredPreferences, formats, is_fragment
from forms.shell.identity import Person
from forms.shell.rail import RAIL
from forms.shell.search import Hit
from forms.shell.web import local_path

ERRORS = {
    "forbidden": Forbidden(action="approve", who="director"),
    "missing": NotFound(what="quote", id=7),
    "conflict": Conflict(what="<b>x</b>", what_zh="<b>x</b>"),
    "expired": Expired(at="14:20"),
    "invalid": Invalid(field="amount", message="too much", message_zh="太多"),
    "suspended": Suspended(by="Sun", reason="audit"),
}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = True

    @app.route("/raise/<name>", methods=["GET", "POST"])
    @app.route("/api/v1/raise/<name>", methods=["GET", "POST"])
    def refuse(name: str) -> str:
        if name.isdigit():
            abort(int(name))
        raise ERRORS[name]

    @app.route("/break")
    def broken() -> str:
        return str(1 // 0)

    @app.post("/act")
    @app.post("/api/v1/act")
    def act() -> str:
        return "done"

    @app.get("/fragment")
    def fragment() -> str:
        return str(is_fragment())

    @app.get("/today")
    def today() -> str:
        return formats().date(formats().now)

    @app.get("/told")
    def told() -> str:
        flash({"text": "<i>Sent</i>", "undo_url": "/act", "seconds": 10}, "ok")
        return ""

    return app


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def token(app: Flask) -> tuple[object, str]:
    client = app.test_client()
    page = text(client.get("/worklist/"))
    return client, page.split('name="csrf-token" content="')[1].split('"')[0]


def test_chinese_is_the_default_and_the_browser_may_wish(app: Flask) -> None:
    client = app.test_client()
    assert "保存视图" in text(client.get("/worklist/"))
    english = client.get("/worklist/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "Save view" in text(english)
    assert '<html lang="en"' in text(english)
    assert "保存视图" in text(client.get("/worklist/", headers={"Accept-Language": "fr"}))


def test_a_choice_wins_over_the_browser_and_the_browser_over_the_account(
    app: Flask, store: Store, door: Any, somebody: Any
) -> None:
    client = app.test_client()
    door.person = somebody(language="zh")
    assert "保存视图" in text(client.get("/worklist/"))
    assert "Save view" in text(client.get("/worklist/", headers={"Accept-Language": "en"}))
    client.set_cookie("gx_lang", "zh")
    assert "保存视图" in text(client.get("/worklist/", headers={"Accept-Language": "en"}))
    StoredPreferences(store).set(door.person.id, "language", "en")
    assert "Save view" in text(client.get("/worklist/", headers={"Accept-Language": "zh"}))


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("language", "en", 'lang="en"'),
        ("theme", "dark", 'data-theme="dark"'),
        ("density", "compact", 'data-density="compact"'),
    ],
)
def test_a_choice_is_kept_for_the_person_and_returns_to_the_page(
    app: Flask, store: Store, key: str, value: str, shown: str
) -> None:
    client, csrf = token(app)
    back = client.post(f"/{key}", data={"value": value, "next": "/worklist/?tab=2", "csrf_token": csrf})  # type: ignore[attr-defined]
    assert (back.status_code, back.location) == (303, "/worklist/?tab=2")
    assert StoredPreferences(store).all(7) == {key: value}
    assert shown in text(app.test_client().get("/worklist/"))  # another browser, same person


def test_a_choice_nobody_offers_is_refused(app: Flask, store: Store) -> None:
    client, csrf = token(app)
    refused = client.post("/theme", data={"value": "pink", "csrf_token": csrf})  # type: ignore[attr-defined]
    assert refused.status_code == 422
    assert StoredPreferences(store).all(7) == {}


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "evil",
        "/a\nb",
        "/\t/x",
    ],
)
def test_it_never_sends_people_to_another_site(target: str) -> None:
    assert local_path(target) == "/"


def test_a_path_of_ours_is_kept() -> None:
    assert local_path("/crm/quotes/?f.state=open&at=a1#x") == "/crm/quotes/?f.state=open&at=a1#x"


def test_every_answer_carries_the_headers(app: Flask) -> None:
    for path in ("/worklist/", "/nowhere", "/api/v1/raise/missing", "/shell/static/favicon.svg"):
        response = app.test_client().get(path)
        headers = response.headers
        response.close()
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_has_no_inline_script_or_style(app: Flask) -> None:
    page = text(app.test_client().get("/worklist/"))
    assert "style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert "onclick" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_a_post_without_the_token_changes_nothing(app: Flask, store: Store) -> None:
    refused = app.test_client().post("/theme", data={"value": "dark"})
    assert refused.status_code == 403
    assert "页面已过期" in text(refused)
    assert StoredPreferences(store).all(7) == {}


def test_a_post_with_a_foreign_token_is_refused_and_with_ours_is_done(app: Flask) -> None:
    client, csrf = token(app)
    assert client.post("/act", data={"csrf_token": "made up"}).status_code == 403  # type: ignore[attr-defined]
    assert client.post("/act", data={"csrf_token": csrf}).status_code == 200  # type: ignore[attr-defined]
    assert client.post("/act", headers={"X-CSRFToken": csrf}).status_code == 200  # type: ignore[attr-defined]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_a_post_from_another_origin_is_refused_even_with_the_token(app: Flask, origin: str) -> None:
    client, csrf = token(app)
    refused = client.post("/act", headers={"X-CSRFToken": csrf, "Origin": origin})  # type: ignore[attr-defined]
    ours = client.post("/act", headers={"X-CSRFToken": csrf, "Origin": "http://localhost"})  # type: ignore[attr-defined]
    assert (refused.status_code, ours.status_code) == (403, 200)


def test_the_api_needs_no_token_only_where_no_cookie_can_be_abused(app: Flask) -> None:
    client, csrf = token(app)
    assert app.test_client().post("/api/v1/act").status_code == 200
    assert client.post("/api/v1/act").status_code == 403  # type: ignore[attr-defined]
    assert client.post("/api/v1/act", headers={"Authorization": "Bearer t"}).status_code == 200  # type: ignore[attr-defined]
    assert client.post("/api/v1/act", headers={"X-CSRFToken": csrf}).status_code == 200  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 423, 429])
def test_every_refusal_has_a_sentence_in_both_languages(app: Flask, code: int) -> None:
    client = app.test_client()
    chinese, english = (
        client.get(f"/raise/{code}", headers={"Accept-Language": language}) for language in ("zh", "en")
    )
    assert chinese.status_code == english.status_code == code
    assert text(chinese).split('gx-strip-text">')[1] != text(english).split('gx-strip-text">')[1]
    tone = "warn" if code in (409, 410, 423) else "bad"
    assert f"gx-strip-{tone}" in text(chinese)


@pytest.mark.parametrize(
    ("name", "status", "tone"),
    [
        ("forbidden", 403, "bad"),
        ("missing", 404, "bad"),
        ("conflict", 409, "warn"),
        ("expired", 410, "warn"),
        ("invalid", 422, "bad"),
        ("suspended", 423, "warn"),
    ],
)
def test_what_the_engine_refuses_is_a_strip(app: Flask, name: str, status: int, tone: str) -> None:
    page = app.test_client().get(f"/raise/{name}")
    part = app.test_client().get(f"/raise/{name}", headers={"HX-Request": "true"})
    assert page.status_code == part.status_code == status
    assert f"gx-strip-{tone}" in text(page)
    assert "<html" in text(page)
    assert f"gx-strip-{tone}" in text(part)
    assert "<html" not in text(part)
    assert part.headers["HX-Retarget"] == "#gx-strips"


def test_facts_in_a_refusal_are_text_not_markup(app: Flask) -> None:
    assert "<b>x</b>" not in text(app.test_client().get("/raise/conflict"))
    assert "&lt;b&gt;x&lt;/b&gt;" in text(app.test_client().get("/raise/conflict"))


def test_the_api_answers_with_a_problem(app: Flask) -> None:
    refused = app.test_client().get("/api/v1/raise/invalid", headers={"Accept-Language": "en"})
    problem = json.loads(text(refused))
    assert refused.mimetype == "application/problem+json"
    assert (problem["code"], problem["field"], problem["submitted"]) == ("Invalid", "amount", False)
    assert problem["message"] == "amount: too much"
    busy = app.test_client().get("/api/v1/raise/suspended")
    assert busy.headers["Retry-After"] == "1"
    assert app.test_client().get("/api/v1/nowhere").mimetype == "application/problem+json"


def test_a_fault_gives_a_number_and_no_trace(app: Flask, door: Any) -> None:
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for path in ("/break",):
        broken = app.test_client().get(path)
        assert broken.status_code == 500
        assert "ZeroDivisionError" not in text(broken)
        assert "Traceback" not in text(broken)
        assert "<code>" in text(broken)


def test_a_fault_in_finding_out_who_looks_still_gives_a_page(app: Flask, door: Any) -> None:
    class Broken:
        @property
        def id(self) -> int:
            raise RuntimeError("the store is gone")

    door.person = Broken()  # type: ignore[assignment]
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/worklist/").status_code == 500


def test_the_rail_shows_what_the_person_may_see(
    make_app: Callable[..., Flask], door: Any, somebody: Any
) -> None:
    rail = [replace(item, visible=lambda person: "admin" in person.positions) for item in RAIL[6:]]
    app = make_app(navigation=[replace(RAIL[0], count=lambda _person: 120), *RAIL[1:6], *rail])
    assert "管理" not in text(app.test_client().get("/worklist/"))
    door.person = somebody(positions=frozenset({"admin"}))
    page = text(app.test_client().get("/worklist/"))
    assert "管理" in page
    assert ">99+<" in page
    assert page.count('aria-current="page"') == 1


def test_before_login_there_is_no_rail_and_no_search(app: Flask, door: Any) -> None:
    door.person = None
    page = text(app.test_client().get("/worklist/"))
    assert "gx-rail-item gx-" not in page.split("gx-rail-space")[0]
    assert app.test_client().get("/search?q=x").status_code == 401


class Quotes:
    icon = "file-text"

    def label(self) -> str:
        return "报价"

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        for number in range(2000, 2040):
            if text.casefold() in f"q-{number}":
                yield Hit(title=f"Q-{number} <b>", url=f"/crm/quotes/{number}", note="¥1")


def test_search_groups_hits_by_kind_and_takes_a_few_of_each(make_app: Callable[..., Flask]) -> None:
    client = make_app(search=[Quotes()]).test_client()
    found = text(client.get("/search?q=Q-20", headers={"HX-Request": "true"}))
    assert "<h3>报价</h3>" in found
    assert found.count('role="option"') == 6
    assert "Q-2000 &lt;b&gt;" in found
    assert "没有找到" in text(client.get("/search?q=zzz"))


def test_an_empty_search_offers_the_places(app: Flask) -> None:
    found = text(app.test_client().get("/search", headers={"HX-Request": "true"}))
    assert found.count('role="option"') == 7
    assert "前往 待办" in found
    assert "g w" in found


def test_a_flash_with_undo_is_a_toast_and_its_text_is_text(app: Flask) -> None:
    client = app.test_client()
    client.get("/told")
    page = text(client.get("/worklist/"))
    assert "&lt;i&gt;Sent&lt;/i&gt;" in page
    assert 'action="/act"' in page


def test_python_code_formats_for_the_reader(app: Flask) -> None:
    assert text(app.test_client().get("/today")) == "2026-11-20"
    assert text(app.test_client().get("/fragment", headers={"HX-Request": "true"})) == "True"


def test_saved_views_are_posted_and_deleted(app: Flask) -> None:
    client, csrf = token(app)
    fields = {
        "csrf_token": csrf,
        "list": "quotes",
        "name": "大额",
        "query": "sort=-amount",
        "next": "/worklist/",
    }
    saved = client.post("/lists/views", data=fields)  # type: ignore[attr-defined]
    assert saved.status_code == 303
    assert saved.location.startswith("/worklist/?sort=-amount&view=")
    view = saved.location.rsplit("=", 1)[1]
    gone = client.post("/lists/views/delete", data={"csrf_token": csrf, "id": view, "next": "/worklist/"})  # type: ignore[attr-defined]
    assert gone.status_code == 303
    again = client.post("/lists/views/delete", data={"csrf_token": csrf, "id": view, "next": "/worklist/"})  # type: ignore[attr-defined]
    assert again.status_code == 404
    odd = client.post("/lists/views/delete", data={"csrf_token": csrf, "id": "1e9"})  # type: ignore[attr-defined]
    assert odd.status_code == 422
