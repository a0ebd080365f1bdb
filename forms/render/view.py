"""What the templates show: the form with values, rights, errors and marks, all text already chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine import feel
from forms.fields.bilingual import in_language, is_bilingual
from forms.fields.choices import Label, as_text, choices
from forms.fields.component import Component
from forms.fields.datetime import subtype
from forms.fields.errors import FieldError
from forms.fields.filepicker import listed, takes_many
from forms.fields.registry import FIELD_TYPES
from forms.files.kinds import ACCEPTED
from forms.rights import Right, Rights, group_right, right_of
from forms.schema.form import Form, is_hidden

Lang = Literal["zh", "en"]
Translate = Callable[[str], str]
_EMPTY: Mapping[str, object] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing to show. `name` is the name of its input and the key of its errors: `items.0.price`."""

    type: str
    name: str = ""
    label: str = ""
    description: str = ""
    value: str = ""
    selected: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    readonly: bool = False
    error: str = ""
    was: str | None = None
    subtype: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Item, ...] = ()
    entries: tuple[tuple[Item, ...], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table: the cells. Of files: id, name and size of each."""

    @property
    def dom_id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def shown(self) -> str:
        """The value as read, with the labels of choices."""
        labels = dict(self.options)
        if self.selected:
            return ", ".join(labels.get(each, each) for each in self.selected)
        return labels.get(self.value, self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormView:
    """A form ready for its template."""

    title: str
    items: tuple[Item, ...]
    errors: tuple[str, ...] = ()
    """Errors that belong to no field shown."""

    @property
    def takes_files(self) -> bool:
        """Whether it must be sent as multipart."""
        return any(item.type == "filepicker" for top in self.items for item in _walk(top))


def form_view(
    form: Form,
    *,
    values: Mapping[str, object],
    rights: Rights | None = None,
    errors: Mapping[str, Sequence[FieldError]] | None = None,
    before: Mapping[str, object] = _EMPTY,
    lang: Lang = "zh",
    translate: Translate = str,
) -> FormView:
    """The form for these values.

    `errors` as `Form.accept` gives them, beside values as typed. `before`: earlier values, to mark what has
    changed. `translate`: the package's texts (msgid → text in `lang`).
    """
    builder = _Builder(
        data=values, before=before, errors=errors or {}, lang=lang, translate=translate, rights=rights or {}
    )
    items = tuple(builder.items(form.components, values, before, "", None))
    shown = {item.name for top in items for item in _walk(top)}
    loose = tuple(
        (f"{name}: " if name != "_form" else "") + each.text(lang)
        for name, found in (errors or {}).items()
        if name not in shown
        for each in found
    )
    return FormView(title=translate(form.title) if form.title else "", items=items, errors=loose)


def _walk(item: Item) -> Iterator[Item]:
    yield item
    for child in (*item.children, *(each for entry in item.entries for each in entry)):
        yield from _walk(child)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Builder:
    data: Mapping[str, object]
    before: Mapping[str, object]
    errors: Mapping[str, Sequence[FieldError]]
    lang: Lang
    translate: Translate
    rights: Rights

    def items(
        self,
        components: tuple[Component, ...],
        values: Mapping[str, object],
        before: Mapping[str, object],
        prefix: str,
        around: Right | None,
    ) -> Iterator[Item]:
        for component in components:
            right = right_of(component, self.rights, around)
            if right is Right.HIDDEN or is_hidden(component, {**self.data, **values}):
                continue
            if component.type == "group":
                yield self._group(component, values, before, prefix, around)
            elif component.type == "dynamiclist":
                yield self._list(component, values, prefix, around, right)
            elif component.type == "table":
                yield self._table(component)
            elif FIELD_TYPES[component.type].keyed and component.key:
                if component.raw.get("readonly") and values.get(component.key) in (None, "", []):
                    continue  # what is only read and says nothing
                yield self._field(component, values, before, prefix, right)
            else:
                yield self._static(component)

    def _field(
        self,
        component: Component,
        values: Mapping[str, object],
        before: Mapping[str, object],
        prefix: str,
        right: Right,
    ) -> Item:
        key = component.key or ""
        kind = FIELD_TYPES[component.type]
        given = values.get(key, component.raw.get("defaultValue") if key not in values else None)
        value = in_language(given, self.lang)
        known = choices(component, self.data)
        old = kind.shown(component, before[key]) if key in before else None
        shown = kind.shown(component, value)
        return Item(
            type=component.type,
            name=prefix + key,
            label=self._text(component.label) or key,
            description=self._text(component.raw.get("description")),
            value=shown,
            selected=tuple(as_text(each) for each in value)
            if isinstance(value, list) and component.type != "filepicker"
            else (),
            rows=tuple(listed(value)) if component.type == "filepicker" else (),
            options=tuple((as_text(choice), self._label(label)) for choice, label in known or ()),
            required=right is Right.REQUIRED,
            readonly=right is Right.READ,
            error=self._error(prefix + key),
            was=old if old is not None and old != shown else None,
            subtype=subtype(component) if component.type == "datetime" else "",
            attributes=_attributes(component),
        )

    def _group(
        self,
        component: Component,
        values: Mapping[str, object],
        before: Mapping[str, object],
        prefix: str,
        around: Right | None,
    ) -> Item:
        path = component.path
        inner = _mapping(values.get(path)) if path else values
        old = _mapping(before.get(path)) if path else before
        inside = group_right(component, self.rights, around)
        children = self.items(component.children, inner, old, f"{prefix}{path}." if path else prefix, inside)
        label = self._text(component.label)
        return Item(type="group", name=prefix + (path or ""), label=label, children=tuple(children))

    def _list(
        self,
        component: Component,
        values: Mapping[str, object],
        prefix: str,
        around: Right | None,
        right: Right,
    ) -> Item:
        path = component.path or component.id
        rows = values.get(path)
        inside = group_right(component, self.rights, around)
        entries = tuple(
            tuple(self.items(component.children, _mapping(row), _EMPTY, f"{prefix}{path}.{index}.", inside))
            for index, row in enumerate(rows if isinstance(rows, list) else ())
        )
        return Item(
            type="dynamiclist",
            name=prefix + path,
            label=self._text(component.label),
            readonly=right is Right.READ or component.raw.get("allowAddRemove") is False,
            error=self._error(prefix + path),
            entries=entries,
        )

    def _table(self, component: Component) -> Item:
        columns = tuple(
            (str(c.get("key", "")), self._text(c.get("label")) or str(c.get("key", "")))
            for c in _list_of(component.raw.get("columns"))
        )
        rows = tuple(
            tuple(as_text(_mapping(row).get(key)) for key, _ in columns)
            for row in _list_of(self._computed(component.raw.get("dataSource")))
        )
        return Item(type="table", label=self._text(component.label), columns=columns, rows=rows)

    def _static(self, component: Component) -> Item:
        source = {"expression": "expression", "html": "content"}.get(component.type, "text")
        text = component.raw.get(source)
        value = self._computed(text) if component.type == "expression" else _without_tags(text)
        return Item(type=component.type, label=self._text(component.label), value=self._text(as_text(value)))

    def _computed(self, text: object) -> object:
        if not isinstance(text, str) or not text.strip().removeprefix("="):
            return None
        try:
            return feel.compile_expression(text.strip().removeprefix("=")).evaluate(self.data)
        except feel.FeelError:
            return None

    def _text(self, text: object) -> str:
        """A text of the form in the reader's language; `=…` is computed from the values."""
        if not isinstance(text, str) or not text:
            return ""
        return as_text(self._computed(text)) if text.startswith("=") else self.translate(text)

    def _label(self, label: Label) -> str:
        return label[self.lang] if is_bilingual(label) else self._text(label)

    def _error(self, name: str) -> str:
        return " ".join(each.text(self.lang) for each in self.errors.get(name, ()))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list_of(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _without_tags(text: object) -> str:
    """Text components may carry light mark-up; it is shown as plain text."""
    if not isinstance(text, str):
        return ""
    plain, depth = [], 0
    for char in text:
        depth += 1 if char == "<" else -1 if char == ">" and depth else 0
        if not depth and char != ">":
            plain.append(char)
    return "".join(plain).strip()


def _attributes(component: Component) -> dict[str, str]:
    """What the browser may help with; the server checks everything again."""
    found: dict[str, str] = {}
    if component.type == "filepicker":
        accept = component.raw.get("accept")
        found["accept"] = accept if isinstance(accept, str) and accept else ACCEPTED
        return {**found, "multiple": "multiple"} if takes_many(component) else found
    properties = component.raw.get("properties")
    named = properties.get("names") if isinstance(properties, Mapping) else None
    if isinstance(named, str) and named.isidentifier():
        found["list"] = f"names-{named}"  # suggestions that the page brings along, where it has any
    names = {"minLength": "minlength", "maxLength": "maxlength", "min": "min", "max": "max"}
    for name, attribute in names.items():
        value = component.number(name)
        if value is not None and not value.startswith("="):
            found[attribute] = value
    return found
