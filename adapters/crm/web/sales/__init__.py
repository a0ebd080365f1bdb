"""Pages of opportunities, the pipeline and contracts."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.sales.intake_pages import IntakePages
from adapters.crm.web.sales.pipeline_pages import PipelinePages
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    pipeline, intake = PipelinePages(site), IntakePages(site)
    crm.add_url_rule("/pipeline/", "pipeline", pipeline.index)
    crm.add_url_rule("/pipeline/<int:opportunity_id>/answers", "pipeline_answers", pipeline.answers)
    crm.add_url_rule("/pipeline/<int:opportunity_id>/move", "move_card", pipeline.move, methods=["POST"])
    crm.add_url_rule("/opportunities/new", "new_opportunity", intake.new_opportunity)
    crm.add_url_rule("/opportunities/new", "create_opportunity", intake.create_opportunity, methods=["POST"])
    crm.add_url_rule("/leads/new", "new_lead", intake.new_lead)
    crm.add_url_rule("/leads/new", "create_lead", intake.create_lead, methods=["POST"])
