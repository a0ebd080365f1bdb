"""Definitions: reading, checking and compiling of BPMN diagrams."""

from engine.definition.check import check
from engine.definition.compile import compile_diagram, compile_process
from engine.definition.expressions import TextRefused
from engine.definition.model import Diagram
from engine.definition.reading.diagram import read

__all__ = ["Diagram", "TextRefused", "check", "compile_diagram", "compile_process", "read"]
