"""Pages of what administrators define."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.settings.assignment import AssignmentPages
from adapters.crm.web.settings.attributes import AttributePages
from adapters.crm.web.settings.dunning import DunningPages
from adapters.crm.web.settings.numbers import NumberPages
from adapters.crm.web.settings.parameters import ParameterPages
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    numbers = NumberPages(site)
    crm.add_url_rule("/settings/numbers", "numbers", numbers.index)
    crm.add_url_rule("/settings/numbers", "save_numbers", numbers.save, methods=["POST"])
    dunning = DunningPages(site)
    crm.add_url_rule("/settings/dunning", "dunning_schedule", dunning.index)
    crm.add_url_rule("/settings/dunning", "save_dunning_schedule", dunning.save, methods=["POST"])
    parameters = ParameterPages(site)
    crm.add_url_rule("/settings/parameters", "parameters", parameters.index)
    crm.add_url_rule("/settings/parameters", "save_parameters", parameters.save, methods=["POST"])
    crm.add_url_rule("/attributes/<int:row_id>", "attribute", AttributePages(site).show)
    rules = AssignmentPages(site)
    crm.add_url_rule("/settings/assignment", "assignment", rules.index)
    crm.add_url_rule(
        "/settings/assignment/<int:rule_id>/move", "move_assignment", rules.move, methods=["POST"]
    )
    crm.add_url_rule(
        "/settings/assignment/<int:rule_id>/switch", "switch_assignment", rules.switch, methods=["POST"]
    )
