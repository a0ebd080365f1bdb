"""The schema's history: bringing a store to the revision this release needs.

Migrations are such that the previous release can live with them: add, fill, switch, drop later. A released one is
never edited.
"""

from __future__ import annotations

from engine.store.migrations.run import current, head, migrate

__all__ = ["current", "head", "migrate"]
