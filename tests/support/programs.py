"""Two programs compared by what they do: ids instead of indexes, texts instead of compiled expressions."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from engine.definition import Diagram, compile_process
from engine.kernel.program import Node, Program

_BY_NODE = ("attached_to", "handler")
_SKIPPED = frozenset({"line", "index", "touches", "reaches", "node_by_id"})


def meaning(diagram: Diagram) -> dict[str, Any]:
    """By process id, all that a program says."""
    return {each.id: _program(compile_process(diagram, each.id)) for each in diagram.processes}


def _program(program: Program) -> dict[str, Any]:
    names = {node.index: node.id for node in program.nodes}
    flows = {flow.index: flow.id for flow in program.flows}
    scopes = {s.index: names[s.node] if s.node is not None else None for s in program.scopes}
    return {
        "name": program.name,
        "starts": sorted(names[index] for index in program.start_events),
        "nodes": {node.id: _node(node, names, flows, scopes) for node in program.nodes},
        "flows": {
            flow.id: (_plain(flow.name), names[flow.source], names[flow.target], _plain(flow.condition))
            for flow in program.flows
        },
        "scopes": {
            scopes[s.index]: (
                sorted(names[i] for i in s.starts),
                sorted(names[i] for i in s.event_sub_processes),
                sorted(name for name, _ in s.variables),
            )
            for s in program.scopes
        },
    }


def _node(
    node: Node, names: dict[int, str], flows: dict[int, str], scopes: dict[int, str | None]
) -> dict[str, Any]:
    said = {f.name: _plain(getattr(node, f.name)) for f in fields(node) if f.name not in _SKIPPED}
    said |= {name: names.get(said[name]) if said[name] is not None else None for name in _BY_NODE}
    said["boundaries"] = sorted(names[i] for i in node.boundaries)
    said["incoming"] = sorted(flows[i] for i in node.incoming)
    said["outgoing"] = [flows[i] for i in node.outgoing]
    said["default"] = flows.get(node.default) if node.default is not None else None
    said["scope"] = scopes[node.scope]
    said["body"] = scopes[node.body] if node.body is not None else None
    return said


def _plain(value: Any) -> Any:
    if hasattr(value, "evaluate"):
        return ("text", value.text)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    # Names are trimmed on their way, and an empty one is none.
    return (value.strip() or None) if isinstance(value, str) else value
