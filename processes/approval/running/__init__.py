"""What a release means for approvals that run: which version answers at their next point."""

from __future__ import annotations
