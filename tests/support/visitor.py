"""A person in front of the pages without a browser: finds fields by their labels and presses buttons by their words.

The same words as `tests.browser.hands.Hands`, so that one story is played by either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement

from tests.support.application import Browser

CONTROLS = ".//input | .//select | .//textarea"
SILENT = ("script", "style", "kbd", "template", "select", "textarea")


@dataclass
class Visitor:
    """Somebody who is logged in; `path` is where he is."""

    browser: Browser
    path: str = ""
    page: HtmlElement = field(default_factory=lambda: lxml.html.fromstring("<html><body></body></html>"))
    scope: HtmlElement | None = None

    def open(self, path: str) -> None:
        self._shown(self.browser.client.get(path, follow_redirects=True))

    def sees(self, *words: str) -> None:
        """Fail unless the page says all of this."""
        text = self.text
        for word in words:
            assert word in text, f"{self.path} does not say {word!r}:\n{text}"

    @property
    def text(self) -> str:
        """What stands on the page, one blank between words; what is typed in fields too."""
        body = self.page.find("body")
        parts = [" ".join(one.split()) for one in _texts(body if body is not None else self.page)]
        parts += [str(one.value) for one in self.page.xpath(CONTROLS) if getattr(one, "value", None)]
        return " ".join(part for part in parts if part)

    def follow(self, words: str) -> None:
        """Click the first link with these words, or the one in the line that says all of them."""
        for line in self.page.xpath(".//li[contains(@class, 'wl-row')]"):
            if _said(line) == words:
                self.open(urljoin(self.path, line.xpath(".//a/@href")[0]))
                return
        links = [one for one in self._within.xpath(".//a[@href]") if words in _said(one)]
        assert links, (
            f"{self.path} has no link {words!r}: {[_said(a) for a in self.page.xpath('.//a[@href]')]}"
        )
        self.open(urljoin(self.path, links[0].get("href")))

    def fill(self, values: Mapping[str, str], line: int = 1) -> None:
        """Type into fields, choose options, set boxes; all by their labels. `line`: of a grid of lines."""
        for label, value in values.items():
            self._set(label, value, line)

    def press(self, words: str) -> None:
        """Press the button with these words; one that opens a dialogue leads into it."""
        button = self._button(words)
        dialogue = button.get("data-gx-open")
        if dialogue:
            self.scope = self.page.get_element_by_id(dialogue)
            return
        self._send(button)

    def offers(self, words: str) -> bool:
        """Whether there is a button with these words."""
        return any(_said(one) == words for one in self.page.xpath(".//button"))

    def tasks(self) -> list[str]:
        """The lines of the worklist."""
        return [_said(one) for one in self.page.xpath(".//*[contains(@class, 'wl-row')]")]

    def settle(self) -> None:
        """Pages without scripts are whole at once."""

    def leave(self) -> None:
        """Nothing stays open behind a visitor."""

    @property
    def _within(self) -> HtmlElement:
        return self.page if self.scope is None else self.scope

    def _button(self, words: str) -> HtmlElement:
        found = [one for one in self._within.xpath(".//button[not(@disabled)]") if _said(one) == words]
        said = [_said(one) for one in self._within.xpath(".//button")]
        assert found, f"{self.path} has no button {words!r}: {said}"
        return found[0]

    def _send(self, button: HtmlElement) -> None:
        form = self.page.get_element_by_id(button.get("form")) if button.get("form") else None
        form = form if form is not None else next(button.iterancestors("form"))
        target = urljoin(self.path, button.get("formaction") or form.get("action") or self.path)
        fields = list(_successful(self.page, form))
        if button.get("name"):
            fields.append((button.get("name"), button.get("value") or ""))
        if (form.get("method") or "get").lower() == "get":
            answer = self.browser.client.get(target, query_string=fields, follow_redirects=True)
        else:
            data: dict[str, list[str]] = {}
            for name, value in fields:
                data.setdefault(name, []).append(value)
            answer = self.browser.client.post(target, data=data, follow_redirects=True)
        self._shown(answer)

    def _shown(self, answer: object) -> None:
        assert answer.status_code in (200, 409, 422), f"{answer.request.path}: {answer.status_code}"  # type: ignore[attr-defined]
        self.path = answer.request.full_path.rstrip("?")  # type: ignore[attr-defined]
        self.page, self.scope = lxml.html.fromstring(answer.text), None  # type: ignore[attr-defined]
        for hidden in self.page.xpath(".//template"):
            hidden.drop_tree()
        for part in self.page.xpath(".//*[@hx-get and @hx-trigger='load']"):
            self._fill_in(part)

    def _fill_in(self, part: HtmlElement) -> None:
        """What the page loads by itself as soon as it is there."""
        answer = self.browser.get(part.get("hx-get"), HX_Current_URL=f"http://localhost{self.path}")
        assert answer.status_code == 200, f"{part.get('hx-get')}: {answer.status_code}"
        part.clear()
        part.append(lxml.html.fragment_fromstring(answer.text, create_parent="div"))

    def _set(self, label: str, value: str, line: int) -> None:
        control = self._control(label, line)
        kind = control.get("type")
        if isinstance(control, lxml.html.SelectElement):
            [chosen] = [one.get("value") for one in control.xpath(".//option") if _said(one) == value] or [""]
            assert chosen, f"{label!r} has no {value!r}: {[_said(o) for o in control.xpath('.//option')]}"
            control.value = chosen
        elif kind == "checkbox" and self._group(label):
            for one in self._group(label):
                one.checked = _label_of(self.page, one) in value.split("、")
        elif kind == "radio":
            [chosen] = [one for one in self._group(label) if _label_of(self.page, one) == value]
            for one in self._group(label):
                one.checked = one is chosen
        elif kind == "checkbox":
            control.checked = bool(value)
        else:
            assert control.get("readonly") is None, f"{label!r} cannot be changed"
            control.value = value

    def _control(self, label: str, line: int) -> HtmlElement:
        controls = self._within.xpath(CONTROLS)
        named = [
            one for one in controls if _label_of(self.page, one) == label and one.get("type") != "hidden"
        ]
        grouped = self._group(label)
        assert named or grouped, f"{self.path} has no field {label!r}: {self.labels}"
        return (named or grouped)[line - 1]

    def _group(self, label: str) -> list[HtmlElement]:
        for one in self._within.xpath(".//fieldset | .//*[@role='radiogroup' or @role='group']"):
            legend = one.find("legend")
            named = one.get("aria-label", "") if legend is None else _said(legend)
            if named == label:
                return list(one.xpath(".//input[@type='radio' or @type='checkbox']"))
        return []

    @property
    def labels(self) -> list[str]:
        """The labels of the fields that can be filled."""
        return [
            _label_of(self.page, one) for one in self._within.xpath(CONTROLS) if one.get("type") != "hidden"
        ]


def _successful(page: HtmlElement, form: HtmlElement) -> Iterator[tuple[str, str]]:
    """The fields of a form as a browser sends them."""
    mine = list(form.xpath(CONTROLS))
    if form.get("id"):
        mine += page.xpath(f".//*[@form='{form.get('id')}'][self::input or self::select or self::textarea]")
    for one in mine:
        if (
            not one.get("name")
            or one.get("disabled") is not None
            or one.get("form", form.get("id")) != form.get("id")
        ):
            continue
        kind = one.get("type")
        if kind in ("radio", "checkbox"):
            if one.checked:
                yield one.get("name"), one.get("value", "on")
        elif isinstance(one, lxml.html.SelectElement) and one.multiple:
            yield from ((one.get("name"), value) for value in one.value)
        elif isinstance(one, lxml.html.SelectElement):
            first = next((o.get("value") or "" for o in one.xpath(".//option")), "")
            yield one.get("name"), first if one.value is None else one.value
        elif kind not in ("submit", "button", "file"):
            yield one.get("name"), one.value or ""


def _label_of(page: HtmlElement, control: HtmlElement) -> str:
    if control.get("aria-label"):
        return str(control.get("aria-label")).strip()
    if control.get("id"):
        for label in page.xpath(f".//label[@for='{control.get('id')}']"):
            return _said(label)
    for label in control.iterancestors("label"):
        return _said(label)
    return ""


def _said(element: HtmlElement) -> str:
    """The words of an element without the marks of required fields, changes and keys."""
    return " ".join(" ".join(_texts(element)).split())


def _texts(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in (
        "script",
        "style",
        "kbd",
        "template",
        "select",
        "textarea",
    ):
        return
    if {"gx-req", "gx-was", "gx-count"} & set((element.get("class") or "").split()):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def where(path: str) -> str:
    """A path without its question."""
    return urlsplit(path).path
