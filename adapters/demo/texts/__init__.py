"""What people of the demo company and its customers say and write: plain lists to choose from."""

from __future__ import annotations
