"""The engine's commands. Each is one transaction; the `*_in` forms join one that is open."""

from engine.ports import Actor
from engine.service.engine import Engine
from engine.service.work_items import Answer

__all__ = ["Actor", "Answer", "Engine"]
