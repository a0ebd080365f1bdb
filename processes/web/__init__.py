"""The designer's pages at /definitions/."""

from __future__ import annotations

from processes.web.blueprint import blueprint
from processes.web.search import DefinitionSearch

__all__ = ["DefinitionSearch", "blueprint"]
