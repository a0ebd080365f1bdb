"""People, departments, positions and their rights, as administrators change them."""

from admin.organisation.web import blueprint

__all__ = ["blueprint"]
