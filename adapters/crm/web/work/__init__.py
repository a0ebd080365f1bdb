"""Pages of tasks, communication and the desktop."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
