"""JUEL, the expression language of Camunda and Flowable: a front end of its own over FEEL's typed tree.

Names, paths and literals become FEEL's nodes; operators and methods keep JUEL's own meaning of null, `==`, `+`
and truth. Calls of beans have no counterpart and are refused by name.
"""

from __future__ import annotations

from engine.definition.juel.assigning import assignment
from engine.definition.juel.parser import compile_juel
from engine.definition.juel.splitting import is_juel
from engine.definition.juel.tokens import JuelRefused

__all__ = ["JuelRefused", "assignment", "compile_juel", "is_juel"]
