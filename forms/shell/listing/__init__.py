"""The one list: columns, typed filters, saved views, keyset paging, ticked rows, column picker, export."""

from forms.shell.listing.spec import Act, Chip, Column, Filter, ListSpec, Row
from forms.shell.listing.views import SavedViews
from forms.shell.listing.web import Listing, Lists

__all__ = ["Act", "Chip", "Column", "Filter", "ListSpec", "Listing", "Lists", "Row", "SavedViews"]
