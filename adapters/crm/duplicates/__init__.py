"""The same customer twice: found by what identifies a company, decided by a case, merged with its history."""

from __future__ import annotations

from adapters.crm.duplicates.finding import Candidate, candidates

__all__ = ["Candidate", "candidates"]
