"""/api/v1/rules: approval flows over HTTP, by the same commands and rights as the pages at /rules/."""

from processes.approval.api.blueprint import blueprint

__all__ = ["blueprint"]
