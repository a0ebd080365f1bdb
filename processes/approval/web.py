"""The addresses of the pages at /rules/."""

from __future__ import annotations

from flask import Blueprint

from engine.store.uow import Store
from processes.approval.backtest.views import BacktestPages
from processes.approval.documents import Documents
from processes.approval.releasing.views import ReleasePages
from processes.approval.views import RulePages


def blueprint(*, store: Store, documents: Documents) -> Blueprint:
    """The blueprint `rules` at /rules."""
    rules = Blueprint(
        "rules", __name__, url_prefix="/rules", template_folder="../templates", static_folder="static"
    )
    pages = RulePages(store=store, documents=documents)
    rules.add_url_rule("/", "index", pages.index)
    rules.add_url_rule("/<key>", "flow", pages.show)
    rules.add_url_rule("/<key>/draft", "save", pages.save, methods=["POST"])
    rules.add_url_rule("/<key>/read", "read", pages.read, methods=["POST"])
    rules.add_url_rule("/<key>/discard", "discard", pages.discard, methods=["POST"])
    rules.add_url_rule("/<key>/publish", "publish", pages.publish, methods=["POST"])
    rules.add_url_rule("/<key>/try", "try_one", pages.try_one)
    releases = ReleasePages(store=store, documents=documents)
    rules.add_url_rule("/<key>/release", "release", releases.show)
    rules.add_url_rule("/<key>/agree", "agree", releases.agree, methods=["POST"])
    rules.add_url_rule("/<key>/send-back", "send_back", releases.send_back, methods=["POST"])
    rules.add_url_rule("/<key>/withdraw", "withdraw", releases.withdraw, methods=["POST"])
    rules.add_url_rule("/<key>/restore", "restore", releases.restore, methods=["POST"])
    backtests = BacktestPages(store=store, documents=documents)
    rules.add_url_rule("/<key>/backtest", "backtest", backtests.show)
    rules.add_url_rule("/<key>/backtest", "run_backtest", backtests.run, methods=["POST"])
    return rules
