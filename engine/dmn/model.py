"""A DMN model as it was read: frozen, with ids and source lines, before anything is compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HitPolicy = Literal["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["", "SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """`id` may be empty for inner parts; `line` is that of the file; `type_ref` may be empty."""

    id: str = ""
    line: int = 0
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiteralExpression(Element):
    text: str
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class InputClause(Element):
    """A column of conditions; `values` are the allowed ones as unary tests, may be empty.

    `variable` is a name the value has in the cells, besides the question mark.
    """

    label: str
    expression: LiteralExpression
    variable: str = ""
    values: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutputClause(Element):
    """A column of results; `values` in order of priority, may be empty; so may `label`."""

    name: str
    label: str = ""
    values: str = ""
    default: LiteralExpression | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRule(Element):
    """A row; `tests` and `outputs` have as many cells as the table has columns."""

    tests: tuple[LiteralExpression, ...]
    outputs: tuple[LiteralExpression, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionTable(Element):
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[TableRule, ...]
    hit_policy: HitPolicy
    aggregation: Aggregation


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxedEntry(Element):
    """An entry of a boxed context; the one without a name is the result."""

    name: str
    expression: Boxed | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxedContext(Element):
    entries: tuple[BoxedEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation(Element):
    function: Boxed | None
    bindings: tuple[BoxedEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Formal(Element):
    """A name with a type: a parameter of a function, a column of a relation."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation(Element):
    columns: tuple[Formal, ...]
    rows: tuple[tuple[Boxed | None, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxedList(Element):
    items: tuple[Boxed | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxedFunction(Element):
    """`kind` is FEEL, Java or PMML."""

    kind: str
    parameters: tuple[Formal, ...]
    body: Boxed | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditional(Element):
    condition: Boxed | None
    then: Boxed | None
    otherwise: Boxed | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxedFilter(Element):
    source: Boxed | None
    match: Boxed | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BoxedIteration(Element):
    """for, some or every; `body` is what is returned or must be satisfied."""

    kind: Literal["for", "some", "every"]
    variable: str
    source: Boxed | None
    body: Boxed | None


Boxed = (
    LiteralExpression
    | DecisionTable
    | BoxedContext
    | Invocation
    | Relation
    | BoxedList
    | BoxedFunction
    | Conditional
    | BoxedFilter
    | BoxedIteration
)


@dataclass(frozen=True, kw_only=True, slots=True)
class InputData(Element):
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision(Element):
    """`requirements` are hrefs to decisions, input data and knowledge."""

    name: str
    requirements: tuple[str, ...]
    logic: Boxed | None


@dataclass(frozen=True, kw_only=True, slots=True)
class KnowledgeModel(Element):
    name: str
    requirements: tuple[str, ...]
    function: BoxedFunction | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionService(Element):
    """All parts are hrefs; as a function it takes the input data first, then the input decisions."""

    name: str
    outputs: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


DrgElement = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemDefinition(Element):
    """`allowed` restricts the elements, `constraint` the whole value; both are unary tests, may be empty."""

    name: str
    is_collection: bool = False
    allowed: str = ""
    constraint: str = ""
    components: tuple[ItemDefinition, ...] = ()
    parameters: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Import(Element):
    name: str
    namespace: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Definitions:
    """One file. `elements` in the order of the file."""

    name: str
    namespace: str
    elements: tuple[DrgElement, ...]
    items: tuple[ItemDefinition, ...]
    imports: tuple[Import, ...]
    names: frozenset[str]
