"""Every page that a person can reach: it answers, with its headers, in the reader's language (S24)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forms.shell.catalogues import check_catalogues, merged_catalogue
from tests.security.crawling import Page, crawl, taken_apart
from tests.support.application import LOGINS, Application

HAN = re.compile(r"[\u4e00-\u9fff]")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
#: What people reach at least, by the route's first word.
SEEN = {"worklist", "monitor", "password"}
SEES = {
    "designer": SEEN | {"definitions", "rules"},
    "salesperson": SEEN | {"crm", "definitions"},
    "manager": SEEN | {"crm", "definitions", "rules"},
    "director": SEEN | {"crm", "definitions", "rules"},
    "finance": SEEN | {"crm", "definitions"},
    "service": SEEN | {"crm"},
    "supervisor": SEEN | {"crm", "definitions", "rules"},
    "admin": SEEN | {"crm", "definitions", "rules", "admin"},
}


def policy(page: Page) -> dict[str, str]:
    parts = page.answer.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts) if name}


def faults_of(page: Page) -> list[str]:
    """What is wrong with an answer, whoever reads it."""
    headers, found = page.answer.headers, []
    csp = headers.get("Content-Security-Policy", "")
    is_download = "attachment" in headers.get("Content-Disposition", "")
    if page.answer.status_code not in (200, 302, 303, 304):
        found.append(f"answers {page.answer.status_code}")
    if csp != "sandbox" and any(policy(page).get(name) != value for name, value in POLICY.items()):
        found.append(f"policy {csp}")
    if csp == "sandbox" and not is_download:
        found.append("sandboxed, but shown in place")
    if "unsafe" in csp or "http" in csp or "*" in csp:
        found.append(f"loose policy {csp}")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    if headers.get("X-Frame-Options") != "DENY" or headers.get("Referrer-Policy") != "same-origin":
        found.append("framing or referrer")
    if "Server" in headers or "X-Powered-By" in headers:
        found.append("tells what it runs on")
    cache = headers.get("Cache-Control", "")
    if "static" not in page.url and not ("private" in cache or "no-store" in cache):
        found.append(f"may be cached by others: {cache}")
    found += [
        f"{tag} {name}" for tag, attributes in page.tags for name in attributes if name.startswith("on")
    ]
    for tag, attributes in page.tags:
        if "style" in attributes:
            found.append(f"<{tag} style> is blocked by the policy")
        if tag == "script" and "src" not in attributes and "json" not in attributes.get("type", ""):
            found.append("inline script")
        outside = [attributes.get(name, "") for name in ("src", "href", "action", "formaction")]
        if any(re.match(r"(?:[a-z]+:)?//", one) for one in outside) and tag != "a":
            found.append(f"<{tag}> asks another host: {outside}")
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("login", LOGINS)
def test_every_link_a_person_is_shown_leads_to_a_sound_page(
    site: Application, login: str, language: str
) -> None:
    names = english_only() if language == "zh" else set()
    faults: dict[str, list[str]] = {}
    reached, pages = set(), 0
    for page in crawl(site, site.as_(login, language)):
        pages += 1
        reached.add(page.url.split("/")[1].partition("?")[0])
        found = faults_of(page)
        if page.is_html and page.answer.status_code == 200:
            found += [f"English: {text}" for text in page.texts if text in names]
        if found:
            faults[page.url] = found
    assert faults == {}
    assert reached >= SEES[login] - {"password"}
    assert pages > 15


def english_only() -> set[str]:
    """English texts that a Chinese reader must not meet: their translation is another one."""
    return {
        str(message.id)
        for message in merged_catalogue()
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and HAN.search(message.string)
        and not HAN.search(message.id)
    }


def test_no_text_of_any_folder_lacks_its_translation() -> None:
    assert check_catalogues() == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("salesperson", "/admin/", 403),
        ("service", "/definitions/", 403),
        ("designer", "/crm/accounts/", 403),
        ("finance", "/rules/", 403),
        ("manager", "/nowhere", 404),
        ("manager", "/worklist/5", 404),
        ("manager", "/crm/quotes/price", 405),
    ],
)
def test_a_refusal_is_a_page_in_the_readers_language(
    site: Application, login: str, path: str, status: int, language: str
) -> None:
    answer = site.as_(login, language).get(path)
    assert answer.status_code == status
    assert f'lang="{language}' in answer.text
    said = taken_apart(path, answer).texts
    assert language == "en" or not english_only().intersection(said)
    assert ("没有改动任何内容" in answer.text or "。" in answer.text) == (language == "zh")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path",
    ["/login", "/healthz", "/api/v1/openapi.json", "/api/v1/work-items", "/nowhere", "/shell/static/no"],
)
def test_strangers_get_the_same_headers(site: Application, path: str) -> None:
    answer = site.app.test_client().get(path)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_fault_shows_a_number_and_neither_traceback_nor_paths(
    site: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setitem(site.app.view_functions, "worklist.boxes", broken)
    monkeypatch.setattr(site.app, "testing", False)
    answer = site.as_("manager").get("/worklist/")
    assert answer.status_code == 500
    assert "secret of the inside" not in answer.text
    assert "Traceback" not in answer.text
    assert str(Path.cwd()) not in answer.text
    assert re.search(r"\b[0-9A-F]{8}\b", answer.text)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
