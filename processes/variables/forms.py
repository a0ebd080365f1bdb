"""The fields of forms as variables: they are written when a task is completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from forms.expressions import Variable
from forms.fields.choices import choices
from forms.fields.component import Component
from forms.schema import Form

_KINDS: Final[Mapping[str, str]] = {
    "textfield": "string",
    "textarea": "string",
    "number": "number",
    "checkbox": "boolean",
    "select": "string",
    "radio": "string",
    "checklist": "list",
    "taglist": "list",
    "datetime": "string",  # process data keep it as ISO text
    "dynamiclist": "list",
    "group": "context",
    "filepicker": "list",
}
Texts = Mapping[str, Mapping[str, str]]
"""Language → text as written → translation."""


def variables_of(form: Form, texts: Texts, origin: tuple[str, str]) -> Iterator[Variable]:
    """Every field that puts a value into the process; fields of a group under their path."""
    for component in form.components:
        yield from _of(component, texts, origin, "")


def _of(component: Component, texts: Texts, origin: tuple[str, str], path: str) -> Iterator[Variable]:
    name = component.path if component.type in ("group", "dynamiclist") else component.key
    if component.type == "group":
        inner = f"{path}{name}." if name else path
        for child in component.children:
            yield from _of(child, texts, origin, inner)
        return
    if not name or component.type not in _KINDS:
        return
    yield Variable(
        name=f"{path}{name}",
        zh=_word(component.label, texts, "zh"),
        en=_word(component.label, texts, "en"),
        kind=_kind(component),
        choices=_choices(component, texts),
        origin=origin,
    )


def _kind(component: Component) -> str:
    as_text = component.raw.get("serializeToString") is True
    return "string" if as_text else _KINDS[component.type]


def _choices(component: Component, texts: Texts) -> dict[str, tuple[str, str]]:
    if component.type not in ("select", "radio"):
        return {}
    found: dict[str, tuple[str, str]] = {}
    for value, label in choices(component, {}) or []:
        if not isinstance(value, str):
            return {}
        if isinstance(label, Mapping):
            found[value] = (str(label.get("zh", value)), str(label.get("en", value)))
        else:
            found[value] = (_word(str(label), texts, "zh"), _word(str(label), texts, "en"))
    return found


def _word(label: str, texts: Texts, lang: str) -> str:
    return texts.get(lang, {}).get(label) or label
