"""The page itself: `python -m engine.definition.handbook.page > docs/reference/bpmn.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from engine.definition import supported
from engine.definition.handbook.rows import EVENTS, FEATURES, NODES, PARTS, Row
from engine.definition.rules.events import ALLOWED
from engine.kernel.program import EventKind, NodeKind

_HEAD = """# BPMN elements

Made from the tables that the check and the compiler read (`engine/definition/supported.py`), by
`python -m engine.definition.handbook.page`. Every line is shown by a diagram in `tests/integration/engine/elements/`.
What is not listed is refused at publication with the finding `NOT_SUPPORTED`, or named by another one; nothing is
ignored in silence.
"""
_PARAMETERS = """## Parameters

`[parameters]` of `package.toml` declares values that administrators set. Every expression (deadlines, timers,
conditions, mappings, scripts) reads them as `parameters.<name>`: what was set last, else the default. They are
looked up when the expression is evaluated and recorded at the instance as the audit event `parameters`; open tasks
and timers keep their moment. Inside a package the name `parameters` is no variable; an undeclared one is refused
(`PARAMETER_UNKNOWN`). Decision tables get them as mapped inputs. A timer that starts instances cannot read them.
"""
_PLACES = (NodeKind.START, NodeKind.CATCH, NodeKind.BOUNDARY, NodeKind.THROW, NodeKind.END)
_TITLES = ("start", "catch", "boundary", "throw", "end")


def page() -> str:
    """The whole page as Markdown."""
    sections = (
        (_HEAD,),
        _table("Elements", {kind.value: NODES[kind] for kind in NodeKind if kind in supported.NODES}),
        _events(),
        _combinations(),
        _table("Attributes that change how an element runs", FEATURES),
        _table("What belongs to elements", PARTS),
        _refused(),
        (_PARAMETERS,),
    )
    return "\n".join("\n".join(section) for section in sections)


def _table(title: str, rows: Mapping[str, Row]) -> Iterator[str]:
    yield f"## {title}\n\n| element | how it runs | findings |\n|---|---|---|"
    for name in sorted(rows):
        yield f"| `{name}` | {rows[name].how} | {_codes(rows[name])} |"
    yield ""


def _events() -> Iterator[str]:
    yield f"## Events\n\n| definition | {' | '.join(_TITLES)} | meaning | findings |\n|{'---|' * 8}"
    for kind in EventKind:
        marks = " | ".join("✓" if (place, kind) in supported.EVENTS else "" for place in _PLACES)
        yield f"| {kind.value} | {marks} | {EVENTS[kind].how} | {_codes(EVENTS[kind])} |"
    yield "\nError, escalation and compensation start events belong to event sub-processes.\n"


def _combinations() -> Iterator[str]:
    yield "## Several definitions in one event\n\n| event | may hold |\n|---|---|"
    for (place, several), kinds in supported.PARTS.items():
        yield f"| {several.value} `{place.value}` | {', '.join(sorted(kind.value for kind in kinds))} |"
    items = ", ".join(sorted(kind.value for kind in supported.THROWN_BY_ITEMS))
    yield f"\nAn end event may hold one that ends more than its token. Items of a multi-instance may throw {items}.\n"


def _refused() -> Iterator[str]:
    yield "## Refused though BPMN allows it\n"
    missing = [
        f"{kind.value} `{place.value}`"
        for place in _PLACES
        for kind in sorted(ALLOWED[place], key=lambda one: one.value)
        if (place, kind) not in supported.EVENTS
    ]
    yield "\n".join(f"- {what}" for what in missing) or "- no single event or element"
    yield "- combinations of definitions in one event other than those above"
    yield "- choreographies and conversations, which are drawings only (`CHOREOGRAPHY_NOT_RUN`)\n"


def _codes(row: Row) -> str:
    return " ".join(f"`{code}`" for code in row.findings.split())


if __name__ == "__main__":
    sys.stdout.write(page())
