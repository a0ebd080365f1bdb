"""/admin/: who is here, what is published, and whether work is being done."""

from admin.start.web import blueprint

__all__ = ["blueprint"]
