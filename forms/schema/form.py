"""A form: what may be submitted, under which rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from engine import feel
from engine.definition.findings import Finding
from forms.fields.component import Component
from forms.fields.errors import FieldError, error
from forms.fields.groups import MAX_ROWS
from forms.fields.registry import FIELD_TYPES
from forms.rights import Right, Rights, group_right, right_of
from forms.schema.limits import WHOLE, guard

_EMPTY: Mapping[str, object] = {}
_NOTHING: tuple[object, ...] = (None, "", [], False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The outcome of a submission: `values` as typed Python values, or `errors` by field."""

    values: dict[str, Any]
    errors: dict[str, list[FieldError]]


class SubmissionSchema(Schema):
    """Refuses fields that the form does not have, or that this person may not write."""

    class Meta:
        unknown = RAISE

    error_messages: dict[str, Any] = {
        "unknown": FieldError(code="UNKNOWN"),
        "type": FieldError(code="NOT_AN_OBJECT"),
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A read form. `findings` with an error: it must not be used."""

    key: str
    title: str
    components: tuple[Component, ...]
    findings: tuple[Finding, ...] = ()

    def with_findings(self, findings: tuple[Finding, ...]) -> Form:
        return replace(self, findings=findings)

    def all(self) -> Iterator[Component]:
        """All components, inner ones after the one that holds them."""
        for top in self.components:
            yield from top.walk()

    def schema(self, rights: Rights | None = None, *, data: Mapping[str, object] = _EMPTY) -> Schema:
        """The marshmallow schema of what may be written. `data`: variables for choices and conditions."""
        return _schema(self.components, rights or {}, data, None)()

    def accept(
        self,
        submitted: object,
        *,
        rights: Rights | None = None,
        current: Mapping[str, object] = _EMPTY,
    ) -> Accepted:
        """Check a submission.

        A field that may only be read is accepted while it is unchanged, one that a condition hides while it is
        empty: the page may have shown it before the answer that hides it was chosen.
        """
        errors = guard(submitted)
        if WHOLE in errors or not isinstance(submitted, Mapping):
            return Accepted({}, errors)
        data = {**current, **{k: v for k, v in submitted.items() if isinstance(k, str)}}
        locked = self._locked(rights or {}, data)
        hidden = set(_hidden(self.components, data))
        kept: dict[str, Any] = {}
        for name, value in submitted.items():
            if name in errors or (name in hidden and value in _NOTHING):
                continue
            if name not in locked:
                kept[name] = value
            elif value != current.get(name):
                errors[name] = [FieldError(code="READ_ONLY")]
        try:
            values: dict[str, Any] = self.schema(rights, data=data).load(kept)
        except ValidationError as refused:
            return Accepted({}, {**_flat(refused.messages), **errors})
        return Accepted({} if errors else values, errors)

    def _locked(self, rights: Rights, data: Mapping[str, object]) -> set[str]:
        """Top-level names that are shown but must not be changed."""
        return {
            name
            for component, right in _visible(self.components, rights, data, None)
            if right is Right.READ and (name := component.key or component.path or "")
        }


def _visible(
    components: tuple[Component, ...], rights: Rights, data: Mapping[str, object], around: Right | None
) -> Iterator[tuple[Component, Right]]:
    """Fields of one level with their rights; groups without a path are looked through."""
    for component in components:
        if is_hidden(component, data):
            continue
        if component.type == "group" and not component.path:
            inside = group_right(component, rights, around)
            yield from _visible(component.children, rights, data, inside)
            continue
        right = right_of(component, rights, around)
        if right is not Right.HIDDEN:
            yield component, right


def _hidden(components: tuple[Component, ...], data: Mapping[str, object]) -> Iterator[str]:
    """Names of one level that conditions hide for these values; groups without a path are looked through."""
    for component in components:
        if component.type == "group" and not component.path:
            inside = (component,) if is_hidden(component, data) else ()
            yield from (one.key for each in inside for one in each.walk() if one.key)
            yield from _hidden(component.children, data)
        elif component.key and is_hidden(component, data):
            yield component.key


def is_hidden(component: Component, data: Mapping[str, object]) -> bool:
    """Whether the form's own condition hides it for these values."""
    if component.hide is None:
        return False
    try:
        return feel.compile_expression(component.hide.strip().removeprefix("=")).evaluate(data) is True
    except feel.FeelError:
        return False


def _schema(
    components: tuple[Component, ...], rights: Rights, data: Mapping[str, object], around: Right | None
) -> type[Schema]:
    members: dict[str, fields.Field[Any]] = {}
    for component, right in _visible(components, rights, data, around):
        if right is Right.READ:
            continue
        if component.path and component.type in {"group", "dynamiclist"}:
            members[component.path] = _nested(component, rights, data, around)
        elif component.key and FIELD_TYPES[component.type].keyed:
            required = right is Right.REQUIRED
            members[component.key] = FIELD_TYPES[component.type].field(
                component, required=required, data=data
            )
    return SubmissionSchema.from_dict(dict(members), name="Submission")


def _nested(
    component: Component, rights: Rights, data: Mapping[str, object], around: Right | None
) -> fields.Field[Any]:
    inside = group_right(component, rights, around)
    inner = _schema(component.children, rights, data, inside)
    messages: dict[str, Any] = {
        "type": error("TYPE_GROUP"),
        "null": error("REQUIRED"),
        "required": error("REQUIRED"),
    }
    one = fields.Nested(inner, error_messages=messages, unknown=RAISE)
    if component.type == "group":
        return one
    return fields.List(one, validate=_few, error_messages={**messages, "invalid": error("TYPE_LIST")})


def _few(rows: list[Any]) -> None:
    if len(rows) > MAX_ROWS:
        raise ValidationError(error("TOO_MANY", limit=MAX_ROWS))


def _flat(messages: object, prefix: str = "") -> dict[str, list[FieldError]]:
    """marshmallow's nested messages as `items.0.name` → errors."""
    found: dict[str, list[FieldError]] = {}
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            name = WHOLE if key == "_schema" else str(key)
            path = prefix if prefix and key == "_schema" else f"{prefix}.{name}" if prefix else name
            for inner_path, errors in _flat(inner, path).items():
                found.setdefault(inner_path, []).extend(errors)
    elif isinstance(messages, list | tuple):
        for message in messages:
            for inner_path, errors in _flat(message, prefix).items():
                found.setdefault(inner_path, []).extend(errors)
    else:
        wrong = messages if isinstance(messages, FieldError) else FieldError(code="TYPE_TEXT")
        found[prefix or WHOLE] = [wrong]
    return found
