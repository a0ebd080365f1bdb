"""Pages of customers' ownership, the pool, sharing, allocation and duplicates."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.parties.allocation import AllocationPages
from adapters.crm.web.parties.competitor import CompetitorPage
from adapters.crm.web.parties.duplicates import DuplicatePages
from adapters.crm.web.parties.handovers import HandoverPages
from adapters.crm.web.parties.ownership import OwnershipPages
from adapters.crm.web.parties.pool import PoolPages
from adapters.crm.web.parties.purging import PurgePages
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    owning, pool = OwnershipPages(site), PoolPages(site)
    one = "/accounts/<int:account_id>"
    crm.add_url_rule(f"{one}/ownership", "ownership", owning.show)
    crm.add_url_rule(f"{one}/ownership/<command>", "change_ownership", owning.change, methods=["POST"])
    twins = DuplicatePages(site)
    crm.add_url_rule(f"{one}/merge/<int:other_id>", "merge_account", twins.compare)
    crm.add_url_rule(f"{one}/merge/<int:other_id>", "do_merge_account", twins.merge, methods=["POST"])
    crm.add_url_rule("/duplicates/", "duplicates", twins.index)
    crm.add_url_rule("/accounts/likely", "likely_accounts", twins.likely)
    crm.add_url_rule("/pool/", "pool", pool.index)
    purging = PurgePages(site)
    crm.add_url_rule("/pool/purge", "purge", purging.look)
    crm.add_url_rule("/pool/purge", "do_purge", purging.purge, methods=["POST"])
    crm.add_url_rule("/pool/<command>", "change_pool", pool.change, methods=["POST"])
    allocating = AllocationPages(site)
    crm.add_url_rule("/allocation/", "allocation", allocating.index)
    crm.add_url_rule("/allocation/", "allocate", allocating.save, methods=["POST"])
    crm.add_url_rule("/allocation/undo", "undo_allocating", allocating.undo, methods=["POST"])
    crm.add_url_rule("/shares/", "shares", allocating.shares)
    crm.add_url_rule("/competitors/<int:competitor_id>", "competitor", CompetitorPage(site).show)
    leaving = HandoverPages(site)
    crm.add_url_rule("/handovers/", "handovers", leaving.index)
    crm.add_url_rule("/handovers/", "create_handover", leaving.create, methods=["POST"])
    crm.add_url_rule("/handovers/new", "new_handover", leaving.new)
    one = "/handovers/<int:handover_id>"
    crm.add_url_rule(one, "handover", leaving.show)
    for command in ("plan", "confirm", "check", "withdraw"):
        view = getattr(leaving, command)
        crm.add_url_rule(f"{one}/{command}", f"{command}_handover", view, methods=["POST"])
