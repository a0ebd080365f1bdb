"""The addresses of files of flows, within the blueprint `rules`."""

from __future__ import annotations

from flask import Blueprint

from engine.store.uow import Store
from processes.approval.documents import Documents
from processes.approval.files.views import FilePages


def add_to(rules: Blueprint, *, store: Store, documents: Documents) -> None:
    """/rules/export, /rules/import, /rules/<key>/export."""
    pages = FilePages(store=store, documents=documents)
    rules.add_url_rule("/export", "export", pages.export)
    rules.add_url_rule("/import", "show_import", pages.show)
    rules.add_url_rule("/import", "take_import", pages.take, methods=["POST"])
    rules.add_url_rule("/<key>/export", "export_flow", pages.export_flow)
