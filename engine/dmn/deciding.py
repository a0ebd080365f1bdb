"""Finding the value of an element along its requirements."""

from __future__ import annotations

from engine.dmn.compiled import Compiled, Required
from engine.dmn.cost import cost_of
from engine.dmn.model import Decision, DecisionService, DrgElement, InputData, KnowledgeModel
from engine.dmn.session import OPEN, Session
from engine.feel.conform import conform
from engine.feel.functions import Scope, UserFunction
from engine.feel.run import Run
from engine.feel.types import ANY, FeelType, FunctionType


def value_of(model: Compiled, element: DrgElement, prefix: str, session: Session) -> object:
    """The value of an element; `prefix` is the import it is reached through."""
    key = id(element)
    decided = session.decided
    if key in decided:
        value = decided[key]
        return session.run.report("decision_cycle", name=element.name) if value is OPEN else value
    if isinstance(element, Decision):
        return decide(model, element, prefix, session)
    if isinstance(element, InputData):
        value = conform(session.input(element, prefix), model.types[key], element.name, session.run, 0)
    elif isinstance(element, KnowledgeModel):
        return _knowledge(model, element, prefix, session)
    else:
        value = _service(model, element)
    decided[key] = value
    return value


def decide(model: Compiled, element: Decision, prefix: str, session: Session) -> object:
    """The value of a decision that this session has not made yet."""
    key, run = id(element), session.run
    session.decided[key] = OPEN
    value = model.logic[key](_scope(model, element, prefix, session), run)
    wanted = model.types[key]
    if wanted is not ANY:
        value = conform(value, wanted, element.name, run, 0)
    session.decided[key] = value
    return value


def _scope(model: Compiled, element: DrgElement, within: str, session: Session) -> dict[str, object]:
    """The variables an element sees: its requirements, those of imports under the import's name.

    `within` is the import that the element itself is reached through: its inputs may stand under that name.
    """
    scope: dict[str, object] = dict(session.undeclared) if isinstance(element, Decision) else {}
    requirements = model.requirements[id(element)]
    if not requirements:
        return scope
    imported: dict[str, dict[str, object]] = {}
    for home, prefix, required in requirements:
        if isinstance(required, InputData) and not session.given(required, prefix or within):
            continue
        value = value_of(home, required, prefix or within, session)
        if prefix:
            imported.setdefault(prefix, {})[required.name] = value
        else:
            scope[required.name] = value
    return {**scope, **imported} if imported else scope


def _knowledge(model: Compiled, element: KnowledgeModel, prefix: str, session: Session) -> object:
    """The function of a knowledge model; it may call itself and those that call it."""
    parts = model.functions.get(id(element))
    if parts is None:
        return None
    scope: dict[str, object] = {}
    function = UserFunction(
        parameters=parts.parameters,
        types=parts.types,
        body=parts.body,
        scope=scope,
        name=element.name,
        result=_result_type(model, element),
        cost=parts.cost,
    )
    session.decided[id(element)] = function
    scope[element.name] = function
    scope.update(_scope(model, element, prefix, session))
    return function


def _service(model: Compiled, element: DecisionService) -> object:
    """A decision service as a function of its input data and input decisions."""
    outputs = model.resolved(element.outputs)
    asked = model.resolved((*element.input_data, *element.input_decisions))

    def body(scope: Scope, run: Run) -> object:
        session = Session(scope, run)
        for each in asked:
            session.decided[id(each.element)] = scope.get(each.element.name)
        values = {each.name: value_of(home, each, prefix, session) for home, prefix, each in outputs}
        return next(iter(values.values())) if len(values) == 1 else values

    return UserFunction(
        parameters=tuple(each.element.name for each in asked),
        types=tuple(each.model.types[id(each.element)] for each in asked),
        body=body,
        scope={},
        name=element.name,
        result=_result_type(model, element),
        cost=_cost(outputs, asked),
    )


def _cost(outputs: list[Required], asked: list[Required]) -> int:
    """The steps one call of a service counts: for all the decisions that it makes."""
    cost, queue = 1, list(outputs)
    seen = {id(each.element) for each in asked}
    for home, _, element in queue:
        if id(element) not in seen:
            seen.add(id(element))
            cost += cost_of(element.logic) if isinstance(element, Decision) else 0
            queue.extend(home.requirements[id(element)])
    return cost


def _result_type(model: Compiled, element: DrgElement) -> FeelType:
    """What the function gives: its variable may have the function's type or that of the result."""
    declared = model.types[id(element)]
    return declared.result if isinstance(declared, FunctionType) else declared
