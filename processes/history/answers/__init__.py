"""Who answers what at every task of the shipped processes."""

from __future__ import annotations
