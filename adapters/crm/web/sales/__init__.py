"""Pages of opportunities, the pipeline and contracts."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.sales.intake_pages import IntakePages
from adapters.crm.web.sales.lead_conversion import LeadConversion
from adapters.crm.web.sales.lead_page import LeadPage
from adapters.crm.web.sales.opportunity_page import OpportunityPage
from adapters.crm.web.sales.pipeline_pages import PipelinePages
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    pipeline, intake, opportunity = PipelinePages(site), IntakePages(site), OpportunityPage(site)
    crm.add_url_rule("/pipeline/", "pipeline", pipeline.index)
    crm.add_url_rule("/pipeline/<int:opportunity_id>/answers", "pipeline_answers", pipeline.answers)
    crm.add_url_rule("/pipeline/<int:opportunity_id>/move", "move_card", pipeline.move, methods=["POST"])
    crm.add_url_rule("/opportunities/new", "new_opportunity", intake.new_opportunity)
    crm.add_url_rule("/opportunities/new", "create_opportunity", intake.create_opportunity, methods=["POST"])
    lead = LeadPage(site)
    crm.add_url_rule("/leads/<int:lead_id>", "lead", lead.show)
    crm.add_url_rule("/leads/<int:lead_id>/actions", "record_lead_action", lead.record, methods=["POST"])
    converting = LeadConversion(site)
    crm.add_url_rule("/leads/<int:lead_id>/convert", "convert_lead", converting.show)
    crm.add_url_rule("/leads/<int:lead_id>/convert", "do_convert_lead", converting.convert, methods=["POST"])
    crm.add_url_rule("/leads/<int:lead_id>/answered", "lead_answered", lead.answered, methods=["POST"])
    one = "/opportunities/<int:opportunity_id>"
    crm.add_url_rule(one, "opportunity", opportunity.show)
    crm.add_url_rule(f"{one}/actions", "record_action", opportunity.record, methods=["POST"])
    crm.add_url_rule("/leads/new", "new_lead", intake.new_lead)
    crm.add_url_rule("/leads/new", "create_lead", intake.create_lead, methods=["POST"])
