"""Audit events: what happened, by whom, when; append-only, gapless and hash-chained per stream."""

from __future__ import annotations

from engine.audit.chain import verify
from engine.audit.codes import CWAD, TOPICS
from engine.audit.erasure import erase
from engine.audit.events import Event, read_event, read_stream

__all__ = ["CWAD", "TOPICS", "Event", "erase", "read_event", "read_stream", "verify"]
