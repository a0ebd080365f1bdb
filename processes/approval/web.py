"""The addresses of the pages at /rules/."""

from __future__ import annotations

from flask import Blueprint

from engine.store.uow import Store
from processes.approval import model_views
from processes.approval.backtest.views import BacktestPages
from processes.approval.documents import Documents
from processes.approval.draft_views import DraftPages
from processes.approval.files import web as files
from processes.approval.releasing.version_views import VersionPages
from processes.approval.releasing.views import ReleasePages
from processes.approval.running.views import RunningPages
from processes.approval.scope_views import ScopePages
from processes.approval.try_views import TryPages
from processes.approval.views import RulePages


def blueprint(*, store: Store, documents: Documents) -> Blueprint:
    """The blueprint `rules` at /rules."""
    rules = Blueprint(
        "rules", __name__, url_prefix="/rules", template_folder="../templates", static_folder="static"
    )
    pages = RulePages(store=store, documents=documents)
    drafts = DraftPages(store=store, documents=documents)
    scopes = ScopePages(store=store, documents=documents)
    rules.add_url_rule("/", "index", pages.index)
    rules.add_url_rule("/<key>", "flow", pages.show)
    rules.add_url_rule("/<key>/draft", "save", drafts.save, methods=["POST"])
    rules.add_url_rule("/<key>/read", "read", pages.read, methods=["POST"])
    rules.add_url_rule("/<key>/discard", "discard", drafts.discard, methods=["POST"])
    releases = ReleasePages(store=store, documents=documents)
    rules.add_url_rule("/<key>/publish", "publish", releases.publish, methods=["POST"])
    rules.add_url_rule("/<key>/release", "release", releases.show)
    rules.add_url_rule("/releases/<int:submission_id>", "submission", releases.of_submission)
    rules.add_url_rule("/<key>/agree", "agree", releases.agree, methods=["POST"])
    rules.add_url_rule("/<key>/send-back", "send_back", releases.send_back, methods=["POST"])
    rules.add_url_rule("/<key>/withdraw", "withdraw", releases.withdraw, methods=["POST"])
    running = RunningPages(store=store, documents=documents)
    rules.add_url_rule("/<key>/running", "running", running.show)
    rules.add_url_rule("/<key>/running", "running_again", running.try_again, methods=["POST"])
    versions = VersionPages(store=store, documents=documents)
    rules.add_url_rule("/<key>/versions", "versions", versions.index)
    rules.add_url_rule("/<key>/roll-back/<int:number>", "look_back", versions.look_back)
    rules.add_url_rule("/<key>/roll-back/<int:number>", "roll_back", versions.roll_back, methods=["POST"])
    rules.add_url_rule("/<key>/take-back", "take_back", versions.take_back, methods=["POST"])
    rules.add_url_rule("/<key>/restore", "restore", versions.restore, methods=["POST"])
    backtests = BacktestPages(store=store, documents=documents)
    rules.add_url_rule("/<key>/backtest", "backtest", backtests.show)
    rules.add_url_rule("/<key>/backtest", "run_backtest", backtests.run, methods=["POST"])
    rules.add_url_rule("/<key>/try", "try_one", TryPages(store=store, documents=documents).try_one)
    rules.add_url_rule("/new", "create", scopes.create, methods=["POST"])
    rules.add_url_rule("/<key>/scope", "scope", scopes.show)
    rules.add_url_rule("/<key>/scope/draft", "save_scope", scopes.save, methods=["POST"])
    rules.add_url_rule("/<key>/copy", "copy", scopes.copy, methods=["POST"])
    rules.add_url_rule("/<key>/change", "change", scopes.change, methods=["POST"])
    model_views.add_to(rules, store=store, documents=documents)
    files.add_to(rules, store=store, documents=documents)
    return rules
