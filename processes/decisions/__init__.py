"""The decision models of a package as people see them: what there is, how it is drawn, tried and compared."""

from __future__ import annotations

from processes.decisions.opened import Opened, asked_by, find, opened

__all__ = ["Opened", "asked_by", "find", "opened"]
