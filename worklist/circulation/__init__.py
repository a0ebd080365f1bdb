"""Reading along with what others work on: copies, comments, taking back; by whoever may see the instance."""

from __future__ import annotations

from worklist.circulation.commenting import Comments
from worklist.circulation.copying import Copies

__all__ = ["Comments", "Copies"]
