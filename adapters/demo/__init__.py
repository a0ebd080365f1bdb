"""An invented company to try everything on: people, customers, products, rules and a year of quotes."""

from __future__ import annotations

from adapters.demo.company import PASSWORD, DemoLogin
from adapters.demo.load import load

__all__ = ["PASSWORD", "DemoLogin", "load"]
