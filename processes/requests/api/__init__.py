"""/api/v1/requests: asking for something over HTTP, by the same commands and rights as the pages at /requests/."""

from processes.requests.api.blueprint import blueprint

__all__ = ["blueprint"]
