"""Following links as people do, a few of each kind; and reading what a page is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.support.application import Application, Browser

LINKS = {"href", "hx-get", "data-url", "data-diagram", "data-states", "src"}
#: Pages that are read for every key.
WHOLE = ("rules.flow", "requests.new", "definitions.diagram")
EACH = 1
"""Links followed of one kind: the same route with the same query fields."""
UNSEEN = {"script", "style", "template", "code"}
"""Nothing people read, or texts of FEEL, which is the same in every language."""


@dataclass
class Page:
    """One answer, taken apart."""

    url: str
    answer: TestResponse
    links: set[str] = field(default_factory=set)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def is_html(self) -> bool:
        return self.answer.mimetype == "text/html"


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._page.tags.append((tag, found))
        if tag in UNSEEN:
            self._inside.append(tag)
        for name in LINKS & set(found):
            self._page.links.add(urldefrag(urljoin(self._page.url, found[name]))[0])
        for name in {"title", "placeholder", "aria-label", "alt"} & set(found):
            self._page.texts.append(found[name].strip())

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self._page.texts.append(" ".join(data.split()))


def taken_apart(url: str, answer: TestResponse) -> Page:
    """The tags, links and texts of an answer."""
    page = Page(url, answer)
    if page.is_html:
        _Reader(page).feed(answer.text)
    return page


def crawl(site: Application, browser: Browser, start: str = "/worklist/") -> Iterator[Page]:
    """Every page that can be reached by links from `start`, a few of each kind."""
    waiting, seen, kinds = [start], {start}, Counter[object]()
    while waiting:
        url = waiting.pop(0)
        answer = browser.get(url)
        page = taken_apart(url, answer)
        answer.close()
        yield page
        for link in sorted(page.links | _redirect(url, answer)):
            kind = _kind(site, link)
            if link not in seen and kind is not None and kinds[kind] < EACH:
                seen.add(link)
                kinds[kind] += 1
                waiting.append(link)


def _redirect(url: str, answer: TestResponse) -> set[str]:
    return {urljoin(url, answer.location)} if answer.location else set()


def _kind(site: Application, link: str) -> object:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or "/static/" in link:
        return None
    try:
        endpoint, arguments = site.app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return ("nowhere", re.sub(r"\d+", "N", parts.path))
    tab = re.search(r"(?:tab|box|show)=(\w+)", parts.query)
    names = {"f" if name.startswith("f.") else name for name in re.findall(r"([\w.]+)=", parts.query)}
    if "f" in names or endpoint == "crm.record":  # one narrowed list, one record: they are all made alike
        return endpoint, tuple(sorted(names)), ""
    key = arguments.get("key")
    if endpoint.startswith(("rules.", "requests.", "definitions.")) and endpoint not in WHOLE:
        key = None  # versions, releases, comparisons …: made alike for every flow, kind and process
    return endpoint, tab[1] if tab else "", tuple(sorted(names)), key
