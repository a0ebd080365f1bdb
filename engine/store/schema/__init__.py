"""The engine's tables, one file per story. Importing this package puts them all into `metadata`."""

from __future__ import annotations

from engine.store.schema import audit, definitions, files, runtime

__all__ = ["audit", "definitions", "files", "runtime"]
