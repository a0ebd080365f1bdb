"""1,000 among values that commas separate: the number 1 and the number 000."""

from __future__ import annotations

import re
from itertools import pairwise

from engine.feel.checking.finding import Report
from engine.feel.checking.scope import Scope
from engine.feel.tree import Call, In, ListNode, Literal, Node, TestList


def check_grouping(node: Call | In | ListNode | TestList, scope: Scope, report: Report) -> None:
    """Nobody writes 000 for a number of its own."""
    for one, other in pairwise(_values(node)):
        if not isinstance(one, Literal) or not isinstance(other, Literal) or not report.source:
            continue
        written = report.source[one.start : other.end]
        if re.fullmatch(r"[1-9]\d{0,2},0\d\d", written):
            whole = Literal(start=one.start, end=other.end, value=one.value)
            report.add("grouping", whole, replacement=written.replace(",", ""))


def _values(node: Call | In | ListNode | TestList) -> tuple[Node, ...]:
    if isinstance(node, (In, TestList)):
        return node.tests
    return node.items if isinstance(node, ListNode) else node.arguments
