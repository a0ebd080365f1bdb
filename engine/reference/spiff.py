"""The second engine: SpiffWorkflow over a skeleton. Only the child process imports this module.

Its script engine is replaced: every text is FEEL, evaluated by ours over variables that all branches share,
as they do in an instance of Guanxi. Nothing in a diagram is ever executed as Python.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway, NoneTask
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import (
    LoopTask,
    MultiInstanceTask,
    SequentialMultiInstanceTask,
)
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.feel import FeelError
from engine.reference.expressions import compiled
from engine.reference.side import MAX_STEPS, Label, TooLong, Values
from engine.reference.skeleton import Skeleton
from engine.reference.writing import PREFIX, message_name, plain_id, to_xml

MAX_TASKS: Final = 3000
"""Nodes of the prediction tree; it grows exponentially with parallel splits in a row."""

NO_COUNTERS: Final[Mapping[str, int]] = {}
_ITEM_NUMBERS: Final = ("key_or_index", "item", "iteration")
"""Under which names a task knows the number of its loop item."""


class Undecided(SpiffWorkflowException):  # type: ignore[misc]
    """A condition is neither true nor false, or a number is none."""


class _PassingTask(NoneTask):  # type: ignore[misc]
    """A task that nobody works on goes on by itself."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.manual = False


class _Parser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {full_tag("task"): (TaskParser, _PassingTask)}


class _Feel:
    """Takes the place of the Python script engine."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.variables: dict[str, object] = {}
        self._numbers = {text for _, text in skeleton.amounts()}
        self._results = {element: result for element, _, result in skeleton.scripts()}

    def evaluate(self, task: Any, text: str, external_context: object = None) -> object:
        value = self._value(text, _counters(task))
        if text in self._numbers:
            return self._number(text, value)
        if isinstance(value, bool):
            return value
        raise Undecided(f"{text}: {value!r}")

    def execute(self, task: Any, text: str, external_context: object = None) -> bool:
        value = self._value(text)
        result = self._results.get(plain_id(task.task_spec.bpmn_id) or "")
        if result:
            self.variables[result] = value
        elif isinstance(value, dict):
            self.variables |= value
        return True

    def _value(self, text: str, counters: Mapping[str, int] = NO_COUNTERS) -> object:
        try:
            return compiled(text).evaluate(self.variables)
        except FeelError as error:
            raise Undecided(str(error)) from error

    @staticmethod
    def _number(text: str, value: object) -> int:
        try:
            return int(str(value))
        except ValueError:
            raise Undecided(f"{text}: {value!r}") from None


class SecondEngine:
    """One path in SpiffWorkflow."""

    def __init__(self, skeleton: Skeleton) -> None:
        parser = _Parser()
        parser.add_bpmn_xml(etree.fromstring(to_xml(skeleton, helpers=True)))
        process = PREFIX + skeleton.id
        spec, inner = parser.get_spec(process), parser.get_subprocess_specs(process)
        self._feel = _Feel(skeleton)
        self._workflow = BpmnWorkflow(spec, inner, script_engine=self._feel)
        self._counted: set[Any] = set()
        self._stopped: frozenset[str] = frozenset()
        self._steps = 0

    def begin(self, values: Values) -> None:
        self._feel.variables |= values
        self._run()

    def fire(self, label: Label, values: Values) -> None:
        task, element = next((t, e) for found, t, e in self._waiting() if found == label)
        self._feel.variables |= values
        self._guarded(lambda: self._happen(task, element))
        self._run()

    def open(self) -> Counter[Label]:
        return Counter(label for label, _, _ in self._waiting())

    def done(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for task in self._tasks():
            if task.id not in self._counted and task.state == TaskState.COMPLETED:
                self._counted.add(task.id)
                element = _element(task)
                if element is not None and not isinstance(task.task_spec, LoopTask):
                    found[element] += 1
        return found

    def joining(self) -> frozenset[str]:
        waiting = (task for task in self._tasks() if task.state == TaskState.WAITING)
        joins = (task for task in waiting if isinstance(task.task_spec, UnstructuredJoin))
        return frozenset(element for task in joins if (element := _element(task)))

    def crowded(self) -> frozenset[str]:
        return frozenset()  # it has no second token: see `known_faults`

    def stopped(self) -> frozenset[str]:
        return self._stopped

    def ended(self) -> bool:
        return bool(self._workflow.is_completed())

    def _happen(self, task: Any, element: str) -> None:
        if not isinstance(task.task_spec, CatchingEvent):
            task.run()
            return
        event = BpmnEvent(_definition(task, message_name(element)), payload={})
        task.task_spec.catch(task, event)
        task.task_spec._update(task)

    def _run(self) -> None:
        self._steps = 0
        if not self._stopped:
            self._guarded(lambda: self._workflow.do_engine_steps(did_complete_task=self._count))

    def _count(self, _: Any) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS or sum(1 for _ in self._tasks()) > MAX_TASKS:
            raise TooLong

    def _guarded(self, step: Any) -> None:
        try:
            step()
        except SpiffWorkflowException as error:
            task = getattr(error, "task", None)
            spec = getattr(error, "task_spec", None) or getattr(task, "task_spec", None)
            running = [e for t in self._tasks() if t.state == TaskState.ERROR and (e := _element(t))]
            named = plain_id(getattr(spec, "bpmn_id", None) or "")
            self._stopped = frozenset([named] if named else running or ["?"])

    def _tasks(self) -> Iterator[Any]:
        yield from self._workflow.tasks.values()
        for inner in self._workflow.subprocesses.values():
            yield from inner.tasks.values()

    def _waiting(self) -> list[tuple[Label, Any, str]]:
        found: list[tuple[Label, Any, str]] = []
        for task in self._tasks():
            spec, element = task.task_spec, _element(task)
            if element is None or task.workflow.completed or isinstance(spec, LoopTask):
                continue
            if isinstance(spec, EventBasedGateway):
                if task.state == TaskState.WAITING:
                    for child in task.children:
                        event = _element(child) or ""
                        found.append(((event, self._items(task)), task, event))
            elif _waits(task):
                found.append(((element, self._items(task)), task, element))
        return sorted(found, key=lambda one: (one[0], one[1].last_state_change))

    def _items(self, task: Any) -> tuple[int, ...]:
        """The numbers of the loop items around a task, from the outside in."""
        numbers: list[int] = []
        place = task
        while place is not None:
            known = place.internal_data
            numbers += [int(known[name]) for name in _ITEM_NUMBERS if name in known][:1]
            parent = getattr(place.workflow, "parent_task_id", None)
            place = None if parent is None else self._workflow.get_task_from_id(parent)
        return tuple(reversed(numbers))


def _counters(item: Any) -> Mapping[str, int]:
    """What a completion condition may read, when it is asked for as an item completes."""
    loop = item.parent
    if loop is None or not isinstance(loop.task_spec, MultiInstanceTask):
        return NO_COUNTERS
    items = list(loop.task_spec._instances(loop))
    if item not in items:  # what comes after the loop stands below it as well
        return NO_COUNTERS
    done = len(loop.internal_data.get("merged", ()))
    sequential = isinstance(loop.task_spec, SequentialMultiInstanceTask)
    return {
        "loopCounter": items.index(item),
        "nrOfInstances": loop.internal_data.get("cardinality", len(items)),
        "nrOfActiveInstances": 0 if sequential else len(items) - done,
        "nrOfCompletedInstances": done,
    }


def _waits(task: Any) -> bool:
    spec = task.task_spec
    if isinstance(spec, CatchingEvent):
        names = getattr(spec.event_definition, "name", None) or ""
        return task.state == TaskState.WAITING and names.startswith("message ")
    return bool(spec.manual) and task.state == TaskState.READY


def _definition(task: Any, name: str) -> Any:
    """The event definition of that name, of the task or of the gateway's alternatives."""
    own = task.task_spec.event_definition
    inner = getattr(own, "event_definitions", None) or [own]
    return next(definition for definition in inner if definition.name == name)


def _element(task: Any) -> str | None:
    spec = task.task_spec
    if not isinstance(spec, BpmnTaskSpec) or spec.bpmn_id is None:
        return None
    return plain_id(spec.bpmn_id)
