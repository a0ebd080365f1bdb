"""Gaps, overlaps, unreachable and repeated rows of decision tables, by arithmetic over boxes.

Each input is an axis cut at the values its cells name; each row is a box. What a cell computes from other
inputs cannot be placed on the axis: such a row is never accused and never counted as missing.
"""

from __future__ import annotations

from engine.dmn.analysis.table import analyse_model, analyse_table

__all__ = ["analyse_model", "analyse_table"]
