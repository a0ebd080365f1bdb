"""Pages of analyses."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.analysis.pages import AnalysisPages
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    pages = AnalysisPages(site)
    crm.add_url_rule("/analysis/", "analyses", pages.index)
    crm.add_url_rule("/analysis/<key>", "analysis", pages.show)
    crm.add_url_rule("/analysis/<key>/file.<kind>", "analysis_file", pages.file)
