"""Decisions as DMN writes them: read with lxml, compiled to closures, evaluated along their requirements."""

from __future__ import annotations

from engine.dmn.decisions import Decisions
from engine.dmn.errors import DecisionNotFound, DmnError, DmnRefused
from engine.dmn.loading import load

__all__ = ["DecisionNotFound", "Decisions", "DmnError", "DmnRefused", "load"]
