"""All rules, in the order their findings are listed for the same line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.rules import (
    activities,
    attributes,
    bindings,
    blocks,
    calendars,
    collaboration,
    compensation,
    concurrent,
    data,
    doubts,
    drawing,
    eased,
    events,
    flows,
    functions,
    gateways,
    hooks,
    identity,
    links,
    loops,
    mappings,
    operations,
    parameters,
    reachability,
    references,
    support,
    texts,
    timers,
    triggers,
    unread,
)
from engine.definition.rules.view import View
from engine.definition.texts import XML_RULES

_MODULES: Final[tuple[ModuleType, ...]] = (
    identity,
    attributes,
    references,
    flows,
    events,
    triggers,
    compensation,
    links,
    gateways,
    activities,
    loops,
    collaboration,
    data,
    operations,
    texts,
    timers,
    parameters,
    calendars,
    bindings,
    hooks,
    mappings,
    support,
    blocks,
    concurrent,
    reachability,
    unread,
    drawing,
)
CHECKS: Final[tuple[Callable[[View], Iterator[Finding]], ...]] = tuple(m.check for m in _MODULES)
RULES: Final[Mapping[str, Rule]] = {
    **XML_RULES,
    **doubts.RULES,
    **functions.RULES,
    **eased.RULES,
    **{code: rule for module in _MODULES for code, rule in module.RULES.items()},
}
