"""BPMN 2.0 out as XPDL 2.2; what XPDL has no words for travels beside it and comes back on import."""

from __future__ import annotations

from engine.definition.xpdl.exporting.package import export

__all__ = ["export"]
