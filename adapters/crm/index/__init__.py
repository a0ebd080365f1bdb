"""Full-text search over records: Chinese of any length, Latin words from their start, pinyin and its initials."""

from __future__ import annotations
