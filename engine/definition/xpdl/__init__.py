"""XPDL, the older exchange format of the WfMC: converted to BPMN 2.0 on the way in, written on the way out."""

from __future__ import annotations

from engine.definition.xpdl.exporting import export
from engine.definition.xpdl.package import Converted, convert

__all__ = ["Converted", "convert", "export"]
