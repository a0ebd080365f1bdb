"""What is odd about the conditions of a flow, found by arithmetic: nothing is guessed, every finding has an example.

Facts are axes, a row of a condition is a box. Facts without a value are outside: they stop an approval anyway.
"""

from __future__ import annotations

from processes.approval.findings.finding import Finding
from processes.approval.findings.flows import of_flow
from processes.approval.findings.holders import unheld
from processes.approval.findings.points import of_point
from processes.approval.findings.shown import Shown, shown
from processes.approval.findings.whole import further, of_type

__all__ = ["Finding", "Shown", "further", "of_flow", "of_point", "of_type", "shown", "unheld"]
