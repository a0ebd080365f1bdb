"""Pages of feedback, complaints and knowledge."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.service.case_pages import CasePages
from adapters.crm.web.service.desk_pages import DeskPages
from adapters.crm.web.service.knowledge_pages import KnowledgePages
from adapters.crm.web.site import Site


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    _add_desk(crm, DeskPages(site))
    _add_cases(crm, CasePages(site))
    _add_knowledge(crm, KnowledgePages(site))


def _add_desk(crm: Blueprint, pages: DeskPages) -> None:
    crm.add_url_rule("/service/", "service", pages.index)
    crm.add_url_rule("/service/new", "new_case", pages.new)
    crm.add_url_rule("/service/new", "create_case", pages.create, methods=["POST"])
    crm.add_url_rule("/service/satisfaction", "satisfaction", pages.satisfaction)


def _add_cases(crm: Blueprint, pages: CasePages) -> None:
    case = "/service/<int:feedback_id>"
    crm.add_url_rule(case, "case", pages.show)
    crm.add_url_rule(f"{case}/notes", "note_case", pages.note, methods=["POST"])
    crm.add_url_rule(f"{case}/said", "customer_said", pages.said, methods=["POST"])
    crm.add_url_rule(f"{case}/handler", "assign_case", pages.assign, methods=["POST"])
    crm.add_url_rule(f"{case}/escalate", "escalate_case", pages.escalate, methods=["POST"])
    crm.add_url_rule(f"{case}/answer", "answer_case", pages.answer, methods=["POST"])
    crm.add_url_rule(f"{case}/close", "close_case", pages.close, methods=["POST"])
    crm.add_url_rule(f"{case}/reopen", "reopen_case", pages.reopen, methods=["POST"])
    crm.add_url_rule(f"{case}/knowledge", "use_knowledge", pages.use_knowledge, methods=["POST"])
    crm.add_url_rule(f"{case}/draft", "draft_knowledge", pages.draft_knowledge, methods=["POST"])


def _add_knowledge(crm: Blueprint, pages: KnowledgePages) -> None:
    item = "/knowledge/<int:knowledge_id>"
    crm.add_url_rule("/knowledge/", "knowledge", pages.index)
    crm.add_url_rule("/knowledge/new", "new_article", pages.new)
    crm.add_url_rule("/knowledge/new", "create_article", pages.create, methods=["POST"])
    crm.add_url_rule(item, "article", pages.show)
    crm.add_url_rule(f"{item}/read", "read_article", pages.read, methods=["POST"])
    crm.add_url_rule(f"{item}/edit", "edit_article", pages.edit)
    crm.add_url_rule(f"{item}/edit", "save_article", pages.save, methods=["POST"])
    crm.add_url_rule(f"{item}/vote", "vote_article", pages.vote, methods=["POST"])
    crm.add_url_rule(f"{item}/submit", "submit_article", pages.submit, methods=["POST"])
