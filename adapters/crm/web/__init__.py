"""The CRM's pages. The composition root hands in what lies above: how a quote is submitted, who will approve."""

from __future__ import annotations

from adapters.crm.web.blueprint import blueprint
from adapters.crm.web.hooks import Hooks, RouteStep, Waiting
from adapters.crm.web.search import record_searches

__all__ = ["Hooks", "RouteStep", "Waiting", "blueprint", "record_searches"]
