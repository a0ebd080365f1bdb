"""Names of another engine's programs bound to adapters: `[bindings]` of package.toml, put into a diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from engine.definition.model import (
    Body,
    Diagram,
    FlowNode,
    Foreign,
    Hook,
    MappingText,
    SequenceFlow,
    Text,
)
from engine.kernel.program import NodeKind

_THROWING: Final = frozenset({NodeKind.END, NodeKind.THROW})


@dataclass(frozen=True, kw_only=True, slots=True)
class Bound:
    """What a foreign name is bound to. `inputs`: name of the adapter's input → FEEL text, or a given input."""

    adapter: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    result: str | None = None


Bindings = Mapping[str, Bound]
"""By `Foreign.key`."""


def read_bindings(head: Mapping[str, object]) -> dict[str, Bound]:
    """The readable entries of `[bindings]`: `"class:…" = "adapter"`, or a table with adapter, inputs, result."""
    table = head.get("bindings", {})
    entries = table.items() if isinstance(table, dict) else ()
    found = {str(key): _bound(value) for key, value in entries}
    return {key: bound for key, bound in found.items() if bound is not None}


def _bound(value: object) -> Bound | None:
    if isinstance(value, str):
        return Bound(adapter=value) if value.strip() else None
    if not isinstance(value, dict) or not isinstance(value.get("adapter"), str):
        return None
    inputs, result = value.get("inputs", {}), value.get("result")
    if not isinstance(inputs, dict) or not all(isinstance(text, str) for text in inputs.values()):
        return None
    if result is not None and not isinstance(result, str):
        return None
    return Bound(adapter=value["adapter"], inputs={str(k): str(v) for k, v in inputs.items()}, result=result)


def bind(diagram: Diagram, bindings: Bindings) -> Diagram:
    """The diagram with adapters in the place of the names that are bound."""
    if not bindings:
        return diagram
    processes = tuple(
        replace(each, body=_body(each.body, bindings), hooks=_hooks(each.hooks, bindings))
        for each in diagram.processes
    )
    return replace(diagram, processes=processes)


def _body(body: Body, bindings: Bindings) -> Body:
    return replace(
        body,
        nodes=tuple(_node(node, bindings) for node in body.nodes),
        flows=tuple(_flow(flow, bindings) for flow in body.flows),
    )


def _flow(flow: SequenceFlow, bindings: Bindings) -> SequenceFlow:
    return replace(flow, hooks=_hooks(flow.hooks, bindings)) if flow.hooks else flow


def _node(node: FlowNode, bindings: Bindings) -> FlowNode:
    if node.body is not None:
        node = replace(node, body=_body(node.body, bindings))
    if node.hooks:
        node = replace(node, hooks=_hooks(node.hooks, bindings))
    for foreign in node.binding.foreign:
        bound = bindings.get(foreign.key)
        if bound is not None and not node.source.get("gx:adapter"):
            return _thrower(node, foreign, bound) if node.kind in _THROWING else _worker(node, bound)
    return node


def _worker(node: FlowNode, bound: Bound) -> FlowNode:
    binding = replace(
        node.binding,
        adapter=bound.adapter,
        inputs=_inputs(node.binding.inputs, bound, node.line),
        result=bound.result or node.binding.result,
    )
    kind = NodeKind.SERVICE if node.kind is NodeKind.SCRIPT else node.kind
    return replace(node, kind=kind, script=None, binding=binding)


def _thrower(node: FlowNode, foreign: Foreign, bound: Bound) -> FlowNode:
    """A message event whose sending is a program: the program is called, then the event is passed."""
    hook = Hook(
        event="start",
        kind="execution",
        line=foreign.line,
        name=foreign.shown,
        foreign=foreign,
        result=bound.result,
        inputs=_inputs(node.binding.inputs, bound, foreign.line),
        adapter=bound.adapter,
    )
    binding = replace(node.binding, inputs=(), foreign=())
    return replace(node, events=(), binding=binding, hooks=(*node.hooks, hook))


def _hooks(hooks: tuple[Hook, ...], bindings: Bindings) -> tuple[Hook, ...]:
    return tuple(_hook(each, bindings) for each in hooks)


def _hook(hook: Hook, bindings: Bindings) -> Hook:
    bound = bindings.get(hook.foreign.key) if hook.foreign is not None else None
    if bound is None:
        return hook
    inputs = _inputs(hook.inputs, bound, hook.line)
    return replace(hook, adapter=bound.adapter, inputs=inputs, result=bound.result)


def _inputs(given: tuple[MappingText, ...], bound: Bound, line: int) -> tuple[MappingText, ...]:
    """The mapping's inputs, each a FEEL text or the name of a given one; what it does not take up follows."""
    by_name = {each.target: each for each in given}
    taken: set[str] = set()
    found: list[MappingText] = []
    for target, text in bound.inputs.items():
        source = by_name.get(text)
        if source is not None:
            taken.add(text)
        taken.add(target)
        value = source.source if source is not None else Text(text=text, line=line)
        found.append(MappingText(target=target, source=value, line=line))
    return (*found, *(each for each in given if each.target not in taken))


def foreign_names(diagram: Diagram) -> list[tuple[Foreign, str | None]]:
    """Every name of another engine's program in the diagram with the element it stands at."""
    found: list[tuple[Foreign, str | None]] = []
    for process in diagram.processes:
        found += [(hook.foreign, process.id) for hook in process.hooks if hook.foreign is not None]
        found += _names_in(process.body)
    return found


def _names_in(body: Body) -> list[tuple[Foreign, str | None]]:
    found: list[tuple[Foreign, str | None]] = []
    for node in body.nodes:
        found += [(foreign, node.id) for foreign in node.binding.foreign]
        found += [(hook.foreign, node.id) for hook in node.hooks if hook.foreign is not None]
        if node.body is not None:
            found += _names_in(node.body)
    for flow in body.flows:
        found += [(hook.foreign, flow.id) for hook in flow.hooks if hook.foreign is not None]
    return found
