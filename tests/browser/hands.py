"""A person in front of the pages with a browser: the same words as `tests.support.visitor.Visitor`, real clicks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ElementHandle, Page

from tests.journeys.english import chinese

EYES = Path(__file__).with_name("hands.js")

Keep = Callable[[Page, str], None]
"""`keep(page, words)`: told before each button is pressed."""
Words = Callable[[str], tuple[str, ...]]
"""What the pages may call something."""


@dataclass
class Hands:
    """Somebody who is logged in, in a browser of his own."""

    page: Page
    url: str
    keep: Keep
    words: Words = chinese

    @property
    def path(self) -> str:
        parts = urlsplit(self.page.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)
        self._rest()

    def follow(self, words: str) -> None:
        """Click the link with these words, or the one in the line that says all of them."""
        self._click(self._found("link", words, other="links"))

    def fill(self, values: Mapping[str, str], line: int = 1) -> None:
        for label, value in values.items():
            self._set(label, value, line)

    def press(self, words: str) -> None:
        """Press the button with these words."""
        button = self._found("button", words, other="buttons")
        self.keep(self.page, words)
        self._click(button)

    def sees(self, *words: str) -> None:
        text = self._ask("text")
        for word in words:
            assert any(one in text for one in self.words(word)), f"{self.path} does not say {word!r}:\n{text}"

    def offers(self, words: str) -> bool:
        return bool(self._handle("button", self.words(words)))

    def tasks(self) -> list[str]:
        return list(self._ask("rows"))

    def settle(self) -> None:
        """Wait until the page has fetched and shown what it fetches once the typing pauses."""
        self.page.wait_for_function("() => gxHands.quiet()")

    def leave(self) -> None:
        """Close the browser: nothing of it asks for news any more."""
        self.page.context.close()

    def _set(self, label: str, value: str, line: int) -> None:
        boxes = self.page.evaluate("words => gxHands.boxes(words).map(one => one.type)", self.words(label))
        if "radio" in boxes:
            self._tick(self._found("choice", label, self.words(value), other="fields"), True)
        elif boxes:
            self._tick_all(label, [one for part in value.split("、") for one in self.words(part)])
        else:
            self._enter(label, value, line)

    def _enter(self, label: str, value: str, line: int) -> None:
        control = self._found("control", label, line, other="fields")
        kind = control.evaluate("one => one.type")
        if kind == "select-one":
            option = control.evaluate("(one, words) => gxHands.option(one, words)", self.words(value))
            offered = control.evaluate("one => [...one.options].map(option => option.text)")
            assert option, f"{self.path}: {label!r} has no {value!r}: {offered}"
            control.select_option(option)
            self._rest()  # a choice may change what stands below it
        elif kind == "checkbox":
            self._tick(control, bool(value))
        else:
            control.fill(value)

    def _tick(self, box: ElementHandle, wanted: bool) -> None:
        """By its label, as a person does: the box itself may be drawn by the style sheet."""
        if box.is_checked() != wanted:
            label = box.evaluate_handle("one => one.closest('label') ?? one.labels[0] ?? one").as_element()
            assert label is not None
            label.click()
        assert box.is_checked() == wanted

    def _tick_all(self, label: str, wanted: list[str]) -> None:
        for name in self.page.evaluate(
            "words => gxHands.boxes(words).map(gxHands.labelOf)", self.words(label)
        ):
            self._tick(self._found("choice", label, [name], other="fields"), name in wanted)

    def _click(self, element: ElementHandle) -> None:
        menu = element.evaluate_handle("one => gxHands.menu(one)").as_element()
        if menu is not None:
            menu.click()
        element.click()
        self._rest()

    def _found(self, what: str, words: str, *more: Any, other: str) -> ElementHandle:
        handle = self._handle(what, self.words(words), *more)
        assert handle is not None, f"{self.path} has no {what} {words!r}: {self._ask(other)}"
        return handle

    def _handle(self, what: str, *given: Any) -> ElementHandle | None:
        script = f"given => gxHands.{what}(...given)"
        return self.page.evaluate_handle(script, list(given)).as_element()

    def _ask(self, what: str) -> Any:
        return self.page.evaluate(f"() => gxHands.{what}()")

    def _rest(self) -> None:
        """Until the page is there, has fetched what it fetches by itself, and shows it."""
        self.page.wait_for_function("() => window.gxHands?.rests()")
