"""A model ready to decide: elements by name and id, evaluated along their requirements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.definition.findings import Finding
from engine.dmn.analysis.places import tables
from engine.dmn.compile_boxed import compile_boxed, cost_of, function_parts
from engine.dmn.compiling import Compiling
from engine.dmn.errors import DecisionNotFound
from engine.dmn.explain import Explained, ExplainingRun
from engine.dmn.item_types import ItemTypes
from engine.dmn.model import (
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    InputData,
    KnowledgeModel,
)
from engine.dmn.notes import Notes
from engine.dmn.session import OPEN, Session
from engine.feel.conform import conform
from engine.feel.errors import Diagnostic, LimitExceeded
from engine.feel.functions import Closure, Scope, UserFunction
from engine.feel.run import Run
from engine.feel.types import ANY, FeelType, FunctionType
from engine.feel.values import adopt, deep_adopt


class Decisions:
    """A compiled model; immutable, shared freely between threads. `findings` say what is wrong with it.

    `imported` are the models it imports by their namespaces.
    """

    def __init__(self, definitions: Definitions, notes: Notes, *, imported: Mapping[str, Decisions]) -> None:
        self.definitions = definitions
        self.findings: list[Finding] = notes.findings
        self._imported = imported
        self._by_namespace = {each.namespace: each.name for each in definitions.imports}
        self._by_id = {each.id: each for each in definitions.elements if each.id}
        # Input data of the same name steps back: only what decides can be asked for.
        by_weight = sorted(definitions.elements, key=lambda each: not isinstance(each, InputData))
        self._by_name = {each.name: each for each in by_weight}
        self.types: ItemTypes = ItemTypes(
            definitions.items,
            imported=[
                (each.name, imported[each.namespace].types)
                for each in definitions.imports
                if each.namespace in imported
            ],
            notes=notes,
        )
        self.types.check(definitions.items)
        names = definitions.names.union(*(model.definitions.names for model in imported.values()))
        compiling = Compiling(names=names, types=self.types, notes=notes)
        self._types = {id(each): compiling.type_of(each) for each in definitions.elements}
        self._logic: dict[int, Closure] = {}
        self._functions: dict[int, tuple[tuple[str, ...], tuple[FeelType, ...], Closure]] = {}
        self._requirements: dict[int, list[tuple[Decisions, str, DrgElement]]] = {}
        self._reads: dict[int, frozenset[str]] = {}
        for element in definitions.elements:
            self._compile(element, compiling, notes)

    # -- preparing ---------------------------------------------------------------------------------

    def _compile(self, element: DrgElement, compiling: Compiling, notes: Notes) -> None:
        compiling.read, compiling.bound = set(), set()
        if isinstance(element, Decision):
            self._logic[id(element)] = compile_boxed(element.logic, compiling)
        if isinstance(element, KnowledgeModel) and element.function is not None:
            self._functions[id(element)] = function_parts(element.function, compiling)
        hrefs: tuple[str, ...] = ()
        if isinstance(element, (Decision, KnowledgeModel)):
            hrefs = element.requirements
        elif isinstance(element, DecisionService):
            hrefs = (*element.outputs, *element.input_data, *element.input_decisions)
        self._reads[id(element)] = frozenset(compiling.read - compiling.bound)
        found = []
        for href in hrefs:
            target = self._resolve(href)
            if target is None:
                notes.note("DMN_UNRESOLVED_REFERENCE", element.id, element.line, href=href)
            else:
                found.append(target)
        self._requirements[id(element)] = found
        self._note_missing_requirements(element, notes)

    def _note_missing_requirements(self, element: DrgElement, notes: Notes) -> None:
        """Elements that a text names without requiring them: it will find null there."""
        required = {each.name for _, prefix, each in self._requirements[id(element)] if not prefix}
        for name in sorted(self._reads[id(element)] - required - {element.name}):
            if name in self._by_name:
                notes.note("DMN_NOT_REQUIRED", element.id, element.line, name=element.name, missing=name)

    def _resolve(self, href: str) -> tuple[Decisions, str, DrgElement] | None:
        """The model, the import's name (empty for this model) and the element of a reference."""
        namespace, _, identifier = href.rpartition("#")
        if namespace and namespace != self.definitions.namespace:
            model = self._imported.get(namespace)
            element = model._by_id.get(identifier) if model is not None else None
            name = self._by_namespace.get(namespace, "")
            return (model, name, element) if model is not None and element is not None else None
        own = self._by_id.get(identifier)
        return (self, "", own) if own is not None else None

    # -- deciding ----------------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """What `decide` takes: the names of decisions and services in the order of the file, then their ids."""
        asked = [each for each in self.definitions.elements if isinstance(each, (Decision, DecisionService))]
        return tuple(dict.fromkeys((*(each.name for each in asked), *(each.id for each in asked if each.id))))

    @property
    def imports(self) -> tuple[tuple[str, Definitions], ...]:
        """The models this one imports, each after the name it gives them; that may be empty."""
        return tuple(
            (self._by_namespace.get(namespace, ""), model.definitions)
            for namespace, model in self._imported.items()
        )

    def has(self, name_or_id: str) -> bool:
        """Can it be asked for that, a knowledge model included?"""
        return name_or_id in self._by_name or name_or_id in self._by_id

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
        queue: list[tuple[Decisions, str, DrgElement]] = [(self, "", self._find(name_or_id))]
        while queue:
            model, prefix, element = queue.pop()
            if id(element) in seen:
                continue
            seen.add(id(element))
            if isinstance(element, InputData):
                found.update((element.name, prefix) if prefix else (element.name,))
            found |= {name for name in model._reads[id(element)] if name not in model._by_name}
            queue.extend(model._requirements[id(element)])
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
                return deep_adopt(self._decision(element, "", session))
            value = self._value(element, "", session)
            if type(value) is UserFunction and isinstance(element, (DecisionService, KnowledgeModel)):
                arguments = [adopt(inputs.get(name)) for name in value.parameters]
                value = value.call(arguments, run, 0)
            return deep_adopt(value)
        except RecursionError:
            raise LimitExceeded("limit_depth") from None

    def _find(self, name_or_id: str) -> DrgElement:
        element = self._by_name.get(name_or_id) or self._by_id.get(name_or_id)
        if element is None:
            raise DecisionNotFound(name_or_id, self.names)
        return element

    def _value(self, element: DrgElement, prefix: str, session: Session) -> object:
        """The value of an element; `prefix` is the import it is reached through."""
        key = id(element)
        decided = session.decided
        if key in decided:
            value = decided[key]
            return session.run.report("decision_cycle", name=element.name) if value is OPEN else value
        if isinstance(element, Decision):
            return self._decision(element, prefix, session)
        if isinstance(element, InputData):
            value = self._input(element, prefix, session)
        elif isinstance(element, KnowledgeModel):
            return self._knowledge(element, prefix, session)
        else:
            value = self._service(element)
        decided[key] = value
        return value

    def _input(self, element: InputData, prefix: str, session: Session) -> object:
        value = session.input(element, prefix)
        return conform(value, self._types[id(element)], element.name, session.run, 0)

    def _decision(self, element: Decision, prefix: str, session: Session) -> object:
        key, run = id(element), session.run
        session.decided[key] = OPEN
        value = self._logic[key](self._scope(element, prefix, session), run)
        wanted = self._types[key]
        if wanted is not ANY:
            value = conform(value, wanted, element.name, run, 0)
        session.decided[key] = value
        return value

    def _scope(self, element: DrgElement, within: str, session: Session) -> dict[str, object]:
        """The variables an element sees: its requirements, those of imports under the import's name.

        `within` is the import that the element itself is reached through: its inputs may stand under that name.
        """
        scope: dict[str, object] = dict(session.undeclared) if isinstance(element, Decision) else {}
        requirements = self._requirements[id(element)]
        if not requirements:
            return scope
        imported: dict[str, dict[str, object]] = {}
        for model, prefix, required in requirements:
            if isinstance(required, InputData) and not session.given(required, prefix or within):
                continue
            value = model._value(required, prefix or within, session)
            if prefix:
                imported.setdefault(prefix, {})[required.name] = value
            else:
                scope[required.name] = value
        return {**scope, **imported} if imported else scope

    def _knowledge(self, element: KnowledgeModel, prefix: str, session: Session) -> object:
        """The function of a knowledge model; it may call itself and those that call it."""
        parts = self._functions.get(id(element))
        if parts is None:
            return None
        parameters, types, body = parts
        scope: dict[str, object] = {}
        result = self._types[id(element)]
        function = UserFunction(
            parameters=parameters,
            types=types,
            body=body,
            scope=scope,
            name=element.name,
            result=result.result if isinstance(result, FunctionType) else result,
            cost=cost_of(element.function),
        )
        session.decided[id(element)] = function
        scope[element.name] = function
        scope.update(self._scope(element, prefix, session))
        return function

    def _service(self, element: DecisionService) -> object:
        """A decision service as a function of its input data and input decisions."""
        outputs, data, decisions = self._service_parts(element)
        asked = (*data, *decisions)
        names = tuple(required.name for _, _, required in asked)
        types = tuple(model._types[id(required)] for model, _, required in asked)

        def body(scope: Scope, run: Run) -> object:
            session = Session(scope, run)
            for _, _, required in asked:
                session.decided[id(required)] = scope.get(required.name)
            values = {each.name: model._value(each, prefix, session) for model, prefix, each in outputs}
            return next(iter(values.values())) if len(values) == 1 else values

        result = self._types[id(element)]
        result = result.result if isinstance(result, FunctionType) else result
        return UserFunction(
            parameters=names, types=types, body=body, scope={}, name=element.name, result=result
        )

    def _service_parts(self, element: DecisionService) -> tuple[list[tuple[Decisions, str, DrgElement]], ...]:
        hrefs = (element.outputs, element.input_data, element.input_decisions)
        return tuple([each for each in map(self._resolve, part) if each is not None] for part in hrefs)
