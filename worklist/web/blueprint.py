"""The URL rules of the worklist."""

from __future__ import annotations

from flask import Blueprint

from engine.errors import NotFound
from forms.accounts.refusals import not_found_handler
from worklist.service import Worklist
from worklist.substitutes.service import Substitutes
from worklist.web.acts import Acts
from worklist.web.cases import CasePages
from worklist.web.pages import Pages
from worklist.web.signing import Signing
from worklist.web.substitutes import SubstitutePages


def blueprint(*, worklist: Worklist) -> Blueprint:
    """The blueprint `worklist`."""
    site = Blueprint(
        "worklist",
        "worklist",
        url_prefix="/worklist",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages, acts, signing = Pages(worklist=worklist), Acts(worklist=worklist), Signing(worklist=worklist)
    site.add_url_rule("/", "boxes", pages.boxes)
    site.add_url_rule("/list", "rows", pages.rows)
    site.add_url_rule("/left", "left", pages.left)
    site.add_url_rule("/changes", "changes", pages.changes)
    site.add_url_rule("/<int:item_id>", "task", pages.task)
    site.add_url_rule("/<int:item_id>/flow", "flow", pages.flow)
    site.add_url_rule("/<int:item_id>/states.json", "states", pages.states)
    site.add_url_rule("/files/<int:upload_id>", "file", acts.file)
    for act in ("claim", "release", "transfer", "complete", "draft", "phrase"):
        site.add_url_rule(f"/<int:item_id>/{act}", act, getattr(acts, act), methods=["POST"])
    for act in ("delegate", "add_signers", "urge"):
        site.add_url_rule(f"/<int:item_id>/{act}", act, getattr(signing, act), methods=["POST"])
    removing = "/<int:item_id>/signers/<int:signer_id>/remove"
    site.add_url_rule(removing, "remove_signer", signing.remove_signer, methods=["POST"])
    _add_cases(site, CasePages(worklist=worklist))
    _add_substitutes(site, SubstitutePages(substitutes=Substitutes(worklist=worklist)))
    site.register_error_handler(NotFound, not_found_handler(worklist.store))
    return site


def _add_cases(site: Blueprint, pages: CasePages) -> None:
    site.add_url_rule("/copies", "copies", pages.copies)
    site.add_url_rule("/copies/read", "read_all", pages.read_all, methods=["POST"])
    site.add_url_rule("/cases/<int:root_id>", "case", pages.show)
    for act in ("copy", "comment", "withdraw"):
        site.add_url_rule(f"/cases/<int:root_id>/{act}", act, getattr(pages, act), methods=["POST"])
    removing = "/comments/<int:comment_id>/delete"
    site.add_url_rule(removing, "delete_comment", pages.delete_comment, methods=["POST"])


def _add_substitutes(site: Blueprint, pages: SubstitutePages) -> None:
    site.add_url_rule("/substitutes/", "substitutes", pages.mine)
    site.add_url_rule("/substitutes/all", "all_substitutes", pages.all)
    site.add_url_rule("/substitutes/new", "new_substitute", pages.new)
    site.add_url_rule("/substitutes/new", "add_substitute", pages.add, methods=["POST"])
    site.add_url_rule("/substitutes/<int:rule_id>", "substitute", pages.one)
    site.add_url_rule("/substitutes/<int:rule_id>", "change_substitute", pages.change, methods=["POST"])
    site.add_url_rule("/substitutes/<int:rule_id>/end", "end_substitute", pages.end, methods=["POST"])
