"""A model ready to decide, as other folders see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.definition.findings import Finding
from engine.dmn.analysis.places import tables
from engine.dmn.compiled import Compiled, Required
from engine.dmn.deciding import decide, value_of
from engine.dmn.errors import DecisionNotFound
from engine.dmn.explain import Explained, ExplainingRun
from engine.dmn.item_types import ItemTypes
from engine.dmn.model import Decision, DecisionService, Definitions, DrgElement, InputData, KnowledgeModel
from engine.dmn.notes import Notes
from engine.dmn.session import Session
from engine.feel.errors import Diagnostic, LimitExceeded
from engine.feel.functions import UserFunction
from engine.feel.run import Run
from engine.feel.values import adopt, deep_adopt


class Decisions:
    """A compiled model; immutable, shared freely between threads. `findings` say what is wrong with it.

    `imported` are the models it imports by their namespaces.
    """

    def __init__(self, definitions: Definitions, notes: Notes, *, imported: Mapping[str, Decisions]) -> None:
        self.definitions = definitions
        self.findings: list[Finding] = notes.findings
        self._imported = imported
        inner = {namespace: model.compiled for namespace, model in imported.items()}
        self.compiled: Compiled = Compiled(definitions, notes, imported=inner)
        self._by_name = self.compiled.by_name

    @property
    def types(self) -> ItemTypes:
        """The item definitions, those of imports among them."""
        return self.compiled.item_types

    @property
    def names(self) -> tuple[str, ...]:
        """What `decide` takes: the names of decisions and services in the order of the file, then their ids."""
        asked = [each for each in self.definitions.elements if isinstance(each, (Decision, DecisionService))]
        return tuple(dict.fromkeys((*(each.name for each in asked), *(each.id for each in asked if each.id))))

    @property
    def imports(self) -> tuple[tuple[str, Definitions], ...]:
        """The models this one imports, each after the name it gives them; that may be empty."""
        return tuple(
            (self.compiled.import_names.get(namespace, ""), model.definitions)
            for namespace, model in self._imported.items()
        )

    def has(self, name_or_id: str) -> bool:
        """Can it be asked for that, a knowledge model included?"""
        return name_or_id in self._by_name or name_or_id in self.compiled.by_id

    def tables(self) -> dict[int, str]:
        """Who owns a decision table, by the table's identity; those of imported models too."""
        found = {id(place.table): place.decision for place in tables(self.definitions)}
        for model in self._imported.values():
            found |= model.tables()
        return found

    def inputs(self, name_or_id: str) -> frozenset[str]:
        """The variables a decision may read: its input data, direct and through what it requires, and names
        that its texts use without declaring them. Raises DecisionNotFound."""
        found: set[str] = set()
        seen: set[int] = set()
        queue = [Required(self.compiled, "", self._find(name_or_id))]
        while queue:
            model, prefix, element = queue.pop()
            if id(element) in seen:
                continue
            seen.add(id(element))
            if isinstance(element, InputData):
                found.update((element.name, prefix) if prefix else (element.name,))
            found |= {name for name in model.reads[id(element)] if name not in model.by_name}
            queue.extend(model.requirements[id(element)])
        return frozenset(found)

    def decide(
        self,
        name_or_id: str,
        inputs: Mapping[str, object],
        *,
        strict: bool = False,
        now: datetime | None = None,
    ) -> object:
        """The value of a decision, service or knowledge model.

        Raises DecisionNotFound; FeelEvaluationError if `strict`; LimitExceeded.
        """
        element = self._by_name.get(name_or_id) or self._find(name_or_id)
        return self._answer(element, self._session(inputs, Run(strict, now)))

    def decide_with_diagnostics(
        self, name_or_id: str, inputs: Mapping[str, object], *, now: datetime | None = None
    ) -> tuple[object, tuple[Diagnostic, ...]]:
        """The value and why parts of it became null."""
        run = Run(False, now)
        value = self._answer(self._find(name_or_id), self._session(inputs, run))
        return value, tuple(run.diagnostics or ())

    def explain(
        self, name_or_id: str, inputs: Mapping[str, object], *, now: datetime | None = None
    ) -> Explained:
        """The value with everything that led to it: rows that matched, what else was decided, diagnostics."""
        run = ExplainingRun(now)
        session = self._session(inputs, run)
        value = self._answer(self._find(name_or_id), session)
        return Explained.of(value, run=run, definitions=self.definitions, decided=session.decided)

    def _session(self, inputs: Mapping[str, object], run: Run) -> Session:
        if self._by_name.keys().isdisjoint(inputs):
            return Session(inputs, run, inputs)
        undeclared = {name: value for name, value in inputs.items() if name not in self._by_name}
        return Session(inputs, run, undeclared)

    def _answer(self, element: DrgElement, session: Session) -> object:
        inputs, run = session.inputs, session.run
        try:
            if isinstance(element, Decision):  # the first of a session: it is neither made nor being made
                return deep_adopt(decide(self.compiled, element, "", session))
            value = value_of(self.compiled, element, "", session)
            if type(value) is UserFunction and isinstance(element, (DecisionService, KnowledgeModel)):
                arguments = [adopt(inputs.get(name)) for name in value.parameters]
                value = value.call(arguments, run, 0)
            return deep_adopt(value)
        except RecursionError:
            raise LimitExceeded("limit_depth") from None

    def _find(self, name_or_id: str) -> DrgElement:
        element = self._by_name.get(name_or_id) or self.compiled.by_id.get(name_or_id)
        if element is None:
            raise DecisionNotFound(name_or_id, self.names)
        return element
