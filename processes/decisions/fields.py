"""The form on which a decision is tried: a field for each input, made from what the model declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

from engine import dmn
from engine.dmn.analysis.axis import Unplaceable, written
from engine.dmn.analysis.cells import Cell, read_cell
from engine.dmn.analysis.declared import Declarations, Declared
from engine.dmn.analysis.kinds import axis_kind
from engine.dmn.analysis.places import tables
from engine.dmn.inputs import TEMPORAL, InputNotOfKind, temporal
from engine.dmn.model import DecisionService
from engine.feel import FeelError, Range, compile_expression
from engine.feel.names import odd
from engine.feel.render import literal
from engine.feel.run import Run
from processes.decisions.opened import Askable

DEEPEST = 3
MOST = 60
"""Fields of one form, parts of contexts included."""
LONGEST = 2000

FieldKind = Literal["number", "string", "boolean", "choice", "temporal", "feel"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """`path`: the variable and the parts inside of it. `type`: FEEL's name of what is declared or compared with.

    `choices` of a choice as FEEL texts with what is shown; `known`: texts that the tables name.
    """

    path: tuple[str, ...]
    label: str
    kind: FieldKind
    type: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    known: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the field in the form."""
        return "in." + ".".join(self.path)

    @property
    def variable(self) -> str:
        """As FEEL names it."""
        return ".".join(self.path)


class NotReadable(Exception):
    """What was typed is no value of the field."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def fields(model: dmn.Decisions, element: Askable) -> list[Field]:
    """The fields for a decision, service or knowledge model, in the order of the file."""
    declared = Declarations(model.definitions, model.imports)
    wanted = _wanted(model, element)
    compared = _compared(model)
    found = [
        field
        for name in wanted
        for field in _of((name,), declared.of_path(name), declared, compared, DEEPEST)
    ]
    return found[:MOST]


def _wanted(model: dmn.Decisions, element: Askable) -> list[str]:
    """The variables it reads, in the order of the file."""
    if isinstance(element, DecisionService):
        hrefs = {href.rpartition("#")[2] for href in (*element.input_data, *element.input_decisions)}
        return [each.name for each in model.definitions.elements if each.id in hrefs]
    parameters = getattr(getattr(element, "function", None), "parameters", None)
    if parameters is not None:
        return [each.name for each in parameters]
    names = model.inputs(element.id or element.name)
    order = [each.name for each in model.definitions.elements]
    order += [each.expression.text for place in tables(model.definitions) for each in place.table.inputs]
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compared:
    """What the tables say about a variable: its label, and the constants it is compared with."""

    label: str
    cells: tuple[Cell, ...]

    @property
    def kinds(self) -> set[str]:
        return {str(axis_kind(end)) for cell in self.cells for end in cell.ends}

    @property
    def texts(self) -> tuple[str, ...]:
        found = [end for cell in self.cells for end in cell.ends if isinstance(end, str)]
        return tuple(dict.fromkeys(found))


def _compared(model: dmn.Decisions) -> dict[str, _Compared]:
    names = odd(model.definitions.names)
    found: dict[str, _Compared] = {}
    for place in tables(model.definitions):
        for index, clause in enumerate(place.table.inputs):
            cells = []
            for text in (clause.values, *(rule.tests[index].text for rule in place.table.rules)):
                try:
                    cells.append(read_cell(text, names))
                except Unplaceable:
                    continue
            before = found.get(clause.expression.text)
            label = clause.label or (before.label if before else "")
            known = (*(before.cells if before else ()), *cells)
            found[clause.expression.text] = _Compared(label=label, cells=known)
    return found


def _of(
    path: tuple[str, ...],
    wanted: Declared,
    declared: Declarations,
    compared: Mapping[str, _Compared],
    deep: int,
) -> Iterator[Field]:
    if wanted.components and not wanted.listed and deep:
        for name in wanted.components:
            inner = declared.component(wanted, name)
            if inner is not None:
                yield from _of((*path, name), inner, declared, compared, deep - 1)
        return
    said = compared.get(".".join(path))
    kind = str(wanted.kind)
    if not kind and said is not None and len(said.kinds) == 1 and not wanted.listed:
        kind = next(iter(said.kinds))
    label = (said.label if said else "") or ".".join(path)
    field = Field(path=path, label=label, kind="feel", type=kind, known=said.texts if said else ())
    yield field if wanted.listed else _typed(field, wanted)


def _typed(field: Field, wanted: Declared) -> Field:
    listed = _listed(wanted.allowed)
    if listed:
        return replace(field, kind="choice", choices=listed)
    if field.type in TEMPORAL:
        return replace(field, kind="temporal")
    plain: dict[str, FieldKind] = {"number": "number", "string": "string", "boolean": "boolean"}
    return replace(field, kind=plain.get(field.type, "feel"))


def _listed(allowed: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The values of an enumeration; none for limits such as > 0."""
    try:
        cells = [read_cell(text, frozenset()) for text in allowed]
    except Unplaceable:
        return ()
    for cell in cells:
        plain = not cell.negated and not cell.tested and not any(isinstance(v, Range) for v in cell.constants)
        if plain and cell.constants:
            return tuple((written(v), v if isinstance(v, str) else written(v)) for v in cell.constants)
    return ()


def read(fields: list[Field], typed: Mapping[str, str]) -> tuple[dict[str, object], dict[str, NotReadable]]:
    """The inputs, and what cannot be read by the name of its field. Empty fields are null."""
    inputs: dict[str, object] = {}
    faults: dict[str, NotReadable] = {}
    for field in fields:
        text = typed.get(field.name, "")
        try:
            value = value_of(field, text[:LONGEST])
        except NotReadable as fault:
            faults[field.name] = fault
            continue
        within = inputs
        for part in field.path[:-1]:
            inner = within.setdefault(part, {})
            assert isinstance(inner, dict)
            within = inner
        within[field.path[-1]] = value
    return inputs, faults


def value_of(field: Field, text: str) -> object:
    """The value of what was typed; empty is null. Raises NotReadable."""
    if field.kind == "string":
        return text or None
    text = text.strip()
    if not text:
        return None
    if field.kind == "number":
        return _number(text)
    if field.kind == "temporal":
        try:
            return temporal(text, field.type, field.label)
        except InputNotOfKind as fault:
            raise NotReadable(fault.text("zh"), fault.text("en")) from None
    if field.kind == "boolean":
        return text == "true"
    return _feel(text)


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise NotReadable(f"“{text[:40]}”不是数字。", f"“{text[:40]}” is not a number.")
    return value


def _feel(text: str) -> object:
    try:
        return compile_expression(text).evaluate_in({}, Run(strict=True))
    except FeelError as error:
        hint = f'"{text[:20]}"'
        raise NotReadable(
            f"{error.text('zh')} 文本请加引号，例如 {hint}。",
            f"{error.text('en')} Texts stand in quotation marks, such as {hint}.",
        ) from None


def as_typed(field: Field, value: object) -> str:
    """A value as somebody would type it into the field: for examples of findings."""
    if value is None:
        return ""
    if field.kind in ("string", "boolean") and isinstance(value, (str, bool)):
        return value if isinstance(value, str) else str(value).lower()
    if field.kind == "temporal" or isinstance(value, Decimal):
        text = written(value)
        return text.removeprefix('@"').removesuffix('"')
    return written(value) if field.kind != "string" else literal(value)
