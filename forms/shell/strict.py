"""What every body of the API has in common."""

from __future__ import annotations

from marshmallow import RAISE, Schema


class Strict(Schema):
    """Refuses fields it does not know (S14)."""

    class Meta:
        unknown = RAISE
