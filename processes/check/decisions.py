"""Checking decision models: what is wrong with them, and what the analysis of their tables says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine import dmn
from engine.definition.findings import Finding
from engine.dmn.analysis import analyse_model, located


def decision_findings(name: str, data: bytes, others: Iterable[bytes], known: set[str]) -> list[Finding]:
    """The findings of one file, those in tables with their cell. `others`: files it may import; the names and ids
    of what it decides are added to `known`."""
    try:
        decisions = dmn.load(data, _readable(others))
    except dmn.DmnRefused as refused:
        return [replace(refused.finding, file=name)]
    for element in decisions.definitions.elements:
        known |= {text for text in (element.id, element.name) if text}
    return [replace(each, file=name) for each in model_findings(decisions)]


def model_findings(decisions: dmn.Decisions) -> list[Finding]:
    """What is wrong with a model and its tables."""
    return [
        *located(decisions.findings, decisions.definitions),
        *analyse_model(decisions.definitions, decisions.imports),
    ]


def _readable(tables: Iterable[bytes]) -> list[bytes]:
    """Models that may be imported; broken ones have findings of their own."""
    readable: list[bytes] = []
    for data in tables:
        try:
            dmn.load(data)
        except dmn.DmnRefused:
            continue
        readable.append(data)
    return readable
