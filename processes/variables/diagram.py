"""The variables known in one diagram of a set of files, read again at every change while it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from engine.definition import Diagram
from engine.definition.model import Body, DataItem, FlowNode, MappingText, Process
from engine.kernel.program import NodeKind
from engine.ports import Adapter
from forms.expressions import Variable
from forms.schema import Form
from forms.schema import load as load_form
from processes.deploy.bundle import Bundle
from processes.variables.answers import of_application, of_decision
from processes.variables.forms import variables_of
from processes.variables.known import Known, once
from processes.variables.reads import reads_of

_OF_LOOPS: Final = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "loopCounter")
_LOOP: Final = ("重复执行的计数", "counted by the repetition")
_DATA: Final = frozenset({"dataObject", "property"})
_ELSEWHERE: Final = ("启动流程时给出", "given when the process is started")
_PARAMETER_KINDS: Final = {"duration": "string", "days": "number", "number": "number"}


def known_in(bundle: Bundle, path: str, adapters: Mapping[str, Adapter]) -> list[Known]:
    """All variables of the diagram at `path`, in the order of the drawing."""
    diagrams = bundle.diagrams()
    mine = next((one for one in diagrams if one.file == path), None)
    if mine is None:
        return []
    finder = _Finder(bundle=bundle, diagrams=diagrams, adapters=adapters, forms=dict(_forms(bundle)))
    return [one for process in mine.processes for one in finder.of_process(process)]


def _forms(bundle: Bundle) -> Iterator[tuple[str, Form]]:
    for path, data in bundle.files.items():
        if path.endswith(".form"):
            form = load_form(data, file=path)
            yield path.partition("forms/")[2].removesuffix(".form") or PurePosixPath(path).stem, form
            yield PurePosixPath(path).stem, form


@dataclass(frozen=True, kw_only=True, slots=True)
class _Finder:
    bundle: Bundle
    diagrams: list[Diagram]
    adapters: Mapping[str, Adapter]
    forms: Mapping[str, Form] = field(default_factory=dict)

    def of_process(self, process: Process) -> list[Known]:
        """What the process knows: what is written there, what callers hand in, then names that it only reads."""
        written = [
            *self._body(process.body, process.id),
            *self._handed_in(process.id),
            *self._parameters(process.id),
        ]
        found = once(written)
        names = {one.variable.name.partition(".")[0] for one in found}
        for name, elements in reads_of(process, frozenset(self.bundle.parameters or {})).items():
            if name not in names:
                variable = Variable(name=name, origin=_ELSEWHERE)
                found += once([Known(variable=variable, within=process.id, read_at=tuple(elements))])
        return found

    def _body(self, body: Body, scope: str) -> Iterator[Known]:
        yield from _data(body.data, scope)
        for node in body.nodes:
            for variable in self._node(node):
                yield Known(variable=variable, within=scope)
            yield from _loop(node, scope)
            yield from _data(node.data, node.id)
            yield from _inputs(node)
            if node.body is not None:
                yield from self._body(node.body, node.id if node.loop is not None else scope)

    def _node(self, node: FlowNode) -> Iterator[Variable]:
        """What the process knows once the node is done."""
        bound = node.binding
        if bound.form:
            origin = (f"表单“{bound.form}”", f"the form “{bound.form}”")
            form = self.forms.get(bound.form)
            yield from variables_of(form, self.bundle.messages, origin) if form is not None else ()
        if bound.adapter and bound.adapter in self.adapters:
            yield from of_application(self.adapters[bound.adapter], bound.result, bound.adapter)
        elif bound.decision:
            yield from of_decision(self.bundle.files, bound.decision, bound.result)
        elif bound.result:
            yield Variable(name=bound.result, origin=_step(node))
        if bound.initiator:
            yield Variable(name=bound.initiator, kind="string", origin=_step(node))
        yield from _targets((*bound.outputs, *bound.call_out, *node.data_outputs), node)
        for event in node.events:
            for name in (event.code_variable, event.message_variable):
                if name:
                    yield Variable(name=name, kind="string", origin=_step(node))
        if node.kind is NodeKind.CALL and bound.all_out:
            yield from self._called(node)

    def _called(self, node: FlowNode) -> Iterator[Variable]:
        for process in (one for each in self.diagrams for one in each.processes):
            if process.id == node.called_element:
                inner = (
                    one
                    for each in process.body.nodes
                    if each.kind is not NodeKind.CALL
                    for one in self._node(each)
                )
                yield from inner

    def _handed_in(self, process_id: str) -> Iterator[Known]:
        for process in (one for each in self.diagrams for one in each.processes):
            for node in _nodes(process.body):
                if node.called_element == process_id and process.id != process_id:
                    for variable in _targets(node.binding.call_in, node):
                        yield Known(variable=variable, within=process_id)

    def _parameters(self, process_id: str) -> Iterator[Known]:
        for name, one in (self.bundle.parameters or {}).items():
            variable = Variable(
                name=f"parameters.{name}",
                zh=one.zh,
                en=one.en,
                kind=_PARAMETER_KINDS.get(one.kind, ""),
                sample=str(one.default),
                origin=("流程包的参数", "a parameter of the package"),
            )
            yield Known(variable=variable, within=process_id)


def _nodes(body: Body) -> Iterator[FlowNode]:
    for node in body.nodes:
        yield node
        if node.body is not None:
            yield from _nodes(node.body)


def _step(node: FlowNode) -> tuple[str, str]:
    name = node.name or node.id
    return f"步骤“{name}”", f"the step “{name}”"


def _targets(mappings: tuple[MappingText, ...], node: FlowNode) -> Iterator[Variable]:
    for one in mappings:
        yield Variable(name=one.target, origin=_step(node))


def _inputs(node: FlowNode) -> Iterator[Known]:
    """Inputs of an activity are its own variables."""
    for variable in _targets((*node.binding.inputs, *node.data_inputs), node):
        yield Known(variable=variable, within=node.id)


def _data(items: tuple[DataItem, ...], scope: str) -> Iterator[Known]:
    for item in items:
        if item.refers_to is None and item.source.name in _DATA:
            name = item.name or item.id
            yield Known(variable=Variable(name=name, origin=("数据对象", "a data object")), within=scope)


def _loop(node: FlowNode, scope: str) -> Iterator[Known]:
    if node.loop is None:
        return
    if node.loop.element_variable:
        origin = (f"“{node.name or node.id}”的当前项", f"the item of “{node.name or node.id}”")
        yield Known(variable=Variable(name=node.loop.element_variable, origin=origin), within=node.id)
    if node.loop.output_collection:
        listed = Variable(name=node.loop.output_collection, kind="list", origin=_step(node))
        yield Known(variable=listed, within=scope)
    for name in _OF_LOOPS:
        yield Known(variable=Variable(name=name, kind="number", origin=_LOOP), within=node.id)
