"""`guanxi check`: everything that can be said about files before they are published."""

from __future__ import annotations

from processes.check.files import check_files
from processes.check.paths import check_paths

__all__ = ["check_files", "check_paths"]
