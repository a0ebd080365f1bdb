"""The pages of requests at /requests/."""

from __future__ import annotations

from processes.requests.web.blueprint import blueprint

__all__ = ["blueprint"]
