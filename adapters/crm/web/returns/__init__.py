"""Pages of returns, repairs and the product archive."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
