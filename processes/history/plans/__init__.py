"""What begins in the year: opportunities, leads, orders, cases, contracts and everyday work."""

from __future__ import annotations
