"""Test support for processes: the real engine on an in-memory store, with a clock that obeys."""

from engine.testing.playground import Playground, WorkItem

__all__ = ["Playground", "WorkItem"]
