"""The addresses of the designer's pages."""

from __future__ import annotations

from flask import Blueprint

from processes.deploy import Deployer
from processes.web.bindings import BindingPages
from processes.web.decisions import DecisionPages
from processes.web.design import DesignPages
from processes.web.diagrams import Diagrams
from processes.web.overview import Overview
from processes.web.process import ProcessPages
from processes.web.uploads import Uploads

LARGEST_FORM = 16 * 1024 * 1024
"""Bytes of one form field: a diagram of 2 MB, percent-encoded, or a packed upload."""


def blueprint(*, deployer: Deployer) -> Blueprint:
    """The blueprint `definitions`."""
    site = Blueprint(
        "definitions",
        __name__,
        url_prefix="/definitions",
        template_folder="../templates",
        static_folder="../static",
        static_url_path="/static",
    )
    # Diagrams come as form fields, and the token of the form is looked for before any view can say so.
    site.record_once(lambda state: _let_large_forms_in(state.app.config))
    _add_sets(site, Overview(deployer=deployer), Uploads(deployer=deployer))
    _add_files(site, Diagrams(deployer=deployer))
    _add_process(site, ProcessPages(deployer=deployer))
    _add_decisions(site, DecisionPages(deployer=deployer))
    _add_design(site, DesignPages(deployer=deployer))
    _add_bindings(site, BindingPages(deployer=deployer))
    return site


def _let_large_forms_in(config: dict[str, object]) -> None:
    known = config.get("MAX_FORM_MEMORY_SIZE")
    if not isinstance(known, int) or known < LARGEST_FORM:
        config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    if config.get("MAX_CONTENT_LENGTH") is None:
        config["MAX_CONTENT_LENGTH"] = 2 * LARGEST_FORM


def _add_sets(site: Blueprint, overview: Overview, uploads: Uploads) -> None:
    site.add_url_rule("/", "index", overview.index)
    site.add_url_rule("/new", "new", overview.new)
    site.add_url_rule("/new", "create", overview.create, methods=["POST"])
    site.add_url_rule("/upload", "upload", uploads.upload, methods=["POST"])
    site.add_url_rule("/publish", "publish", uploads.publish, methods=["POST"])
    site.add_url_rule("/drafts", "keep", uploads.keep, methods=["POST"])


def _add_files(site: Blueprint, diagrams: Diagrams) -> None:
    site.add_url_rule("/<int:definition_id>/diagram.bpmn", "diagram", diagrams.diagram)
    site.add_url_rule("/<int:definition_id>/diagram.xpdl", "xpdl", diagrams.xpdl)
    site.add_url_rule("/<int:definition_id>/package.zip", "package", diagrams.package)
    site.add_url_rule("/<int:definition_id>/files/<path:path>", "file", diagrams.file)


def _add_process(site: Blueprint, pages: ProcessPages) -> None:
    site.add_url_rule("/<key>", "process", pages.diagram)
    site.add_url_rule("/<key>/versions", "versions", pages.versions)
    site.add_url_rule("/<key>/files", "files", pages.files)
    site.add_url_rule("/<key>/compare", "compare", pages.compare)
    site.add_url_rule("/<key>/versions/<int:version>/restore", "restore", pages.restore, methods=["POST"])


def _add_decisions(site: Blueprint, pages: DecisionPages) -> None:
    site.add_url_rule("/<key>/decisions", "decisions", pages.decisions)
    site.add_url_rule("/<key>/decisions/<decision>", "decision", pages.decision)


def _add_design(site: Blueprint, pages: DesignPages) -> None:
    site.add_url_rule("/<key>/design", "design", pages.design)
    site.add_url_rule("/<key>/design.bpmn", "design_diagram", pages.diagram)
    for act in ("check", "names", "save", "publish", "discard"):
        site.add_url_rule(f"/<key>/design/{act}", f"design_{act}", getattr(pages, act), methods=["POST"])


def _add_bindings(site: Blueprint, pages: BindingPages) -> None:
    site.add_url_rule("/<key>/bindings", "bindings", pages.bindings)
    site.add_url_rule("/<key>/bindings", "bindings_save", pages.save, methods=["POST"])
    site.add_url_rule("/<key>/bindings/publish", "bindings_publish", pages.publish, methods=["POST"])
