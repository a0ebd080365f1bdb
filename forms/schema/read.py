"""From JSON bytes to a form with findings; never raises for what is in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, NoReturn

from engine.definition.findings import Finding
from forms.fields.component import Component
from forms.schema.checks import check_form
from forms.schema.form import Form
from forms.schema.places import Places
from forms.schema.texts import RULES

MAX_BYTES: Final = 1_000_000
MAX_COMPONENTS: Final = 2_000
MAX_DEPTH: Final = 20


class _Refused(Exception):
    def __init__(self, code: str, *, line: int = 1, **args: object) -> None:
        self.code = code
        self.line = line
        self.arguments = args
        super().__init__(code)


def load(data: bytes, *, file: str = "") -> Form:
    """The form; without usable JSON it is empty and says why in its findings."""
    try:
        text = _text(data)
        twice: list[str] = []
        raw = _json(text, twice)
        places = Places(text)
        components = _bounded(tuple(_components(raw.get("components"), places, 1)))
    except _Refused as refused:
        rule = RULES[refused.code]
        only = Finding(code=refused.code, rule=rule, file=file, line=refused.line, args=refused.arguments)
        return Form(key="", title="", components=(), findings=(only,))
    key = raw.get("id")
    form = Form(
        key=key if isinstance(key, str) else "",
        title=_string(raw.get("title")) or _string(raw.get("name")),
        components=components,
        findings=(),
    )
    return form.with_findings(check_form(form, file=file, twice=twice, places=places))


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _Refused("FORM_TOO_LARGE", bytes=len(data), limit=MAX_BYTES)
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _Refused("FORM_JSON", reason="UTF-8")


def _json(text: str, twice: list[str]) -> Mapping[str, object]:
    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in found]
        twice.extend(sorted({name for name in names if names.count(name) > 1}) if len(names) < 500 else [])
        return dict(found)

    try:
        raw = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _Refused("FORM_JSON", line=error.lineno, reason=error.msg) from None
    except (RecursionError, ValueError) as error:
        raise _Refused("FORM_JSON", reason=str(error)[:80] or "nesting") from None
    if not isinstance(raw, dict):
        raise _Refused("FORM_NOT_A_FORM", field="the file", wanted="{…}")
    if not isinstance(raw.get("components"), list):
        raise _Refused("FORM_NOT_A_FORM", field="components", wanted="[…]")
    return raw


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _bounded(components: tuple[Component, ...]) -> tuple[Component, ...]:
    if sum(1 for top in components for _ in top.walk()) > MAX_COMPONENTS:
        raise _Refused("FORM_TOO_MANY", limit=MAX_COMPONENTS, depth=MAX_DEPTH)
    return components


def _components(given: object, places: Places, depth: int) -> Iterator[Component]:
    if depth > MAX_DEPTH:
        raise _Refused("FORM_TOO_MANY", limit=MAX_COMPONENTS, depth=MAX_DEPTH)
    for raw in given if isinstance(given, list) else ():
        if not isinstance(raw, dict):
            raise _Refused("FORM_NOT_A_FORM", field="components", wanted="[{…}]")
        key, path = _string(raw.get("key")), _string(raw.get("path"))
        component_id = _string(raw.get("id"))
        yield Component(
            type=_string(raw.get("type")) or "",
            id=component_id or key or path or "–",
            key=key or None,
            path=path or None,
            label=_string(raw.get("label")),
            line=places.of(component_id, key or path),
            raw=raw,
            children=tuple(_components(raw.get("components"), places, depth + 1)),
        )


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
