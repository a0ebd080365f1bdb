"""The designer's pages at /definitions/."""

from __future__ import annotations

from processes.web.blueprint import blueprint

__all__ = ["blueprint"]
