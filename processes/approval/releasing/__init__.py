"""Releasing a version: where it lowers control, a second person agrees before it is in force."""

from __future__ import annotations
