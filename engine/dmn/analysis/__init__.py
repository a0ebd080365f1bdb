"""Gaps, overlaps, unreachable and repeated rows of decision tables, by arithmetic over boxes.

Each input is an axis cut at the values its cells name; each row is a box. What a cell computes from other
inputs cannot be placed on the axis: such a row is never accused and never counted as missing. `analyse_rows` does
the same for any rows of unary tests; `analyse_model` turns it into findings.
"""

from __future__ import annotations

from engine.dmn.analysis.columns import Column
from engine.dmn.analysis.places import located
from engine.dmn.analysis.rows import Example, RowAnalysis, analyse_rows
from engine.dmn.analysis.table import analyse_model

__all__ = ["Column", "Example", "RowAnalysis", "analyse_model", "analyse_rows", "located"]
