"""The employee's pages: /worklist/ with its boxes, and each task at /worklist/<id>."""

from worklist.web.blueprint import blueprint

__all__ = ["blueprint"]
