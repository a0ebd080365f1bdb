"""A tiny application that shows every component of the shell; only the tests run it."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, flash, jsonify, redirect, render_template, request
from gallery_grid import FIRST, KEYS, line_grid
from gallery_list import QUOTES, open_gallery_store, quotes
from sqlalchemy import select
from werkzeug.wrappers import Response

from forms.shell import SavedViews, StoredPreferences, init_app
from forms.shell.grid import changes_rows, read_rows
from forms.shell.listing import Lists
from forms.shell.rail import RAIL

NOW = datetime(2026, 11, 20, 6, 20, tzinfo=UTC)  # 14:20 in Shanghai


@dataclass(frozen=True)
class Visitor:
    id: int = 7
    login: str = "wang"
    name: str = "王芳"
    positions: frozenset[str] = frozenset({"director"})
    language: str | None = None


ATTACK = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
HERE = Path(__file__).parent
STATES = {
    "elements": {
        "start": {"state": "done"},
        "prepare": {"state": "done", "count": 3, "title": "编制报价：李薇，38 分钟"},
        "price": {"state": "done", "badge": "重试 2 次", "tone": "warn"},
        "approve": {"state": "now", "badge": "等待 4.5 h · 总监 王", "tone": "now"},
        "verdict": {"state": "pred"},
        "mail": {"state": "pred", "badge": "预计 11-23", "tone": "pred"},
        "end": {"state": "pred"},
        "late": {"state": "dim"},
        "reminded": {"state": "dim"},
        **{flow: {"state": "taken"} for flow in ("f1", "f2", "f3")},
        **{flow: {"state": "pred"} for flow in ("f4", "f5", "f7")},
        "f6": {"state": "dim"},
        "f8": {"state": "dim"},
    }
}
CHOICES = {
    "positions": [{"value": "manager", "label": "销售经理"}, {"value": "director", "label": "销售总监"}],
    "people": [{"value": "li", "label": "李薇"}],
    "adapters": [
        {"value": "crm.price_quote", "label": "计算报价"},
        {"value": "mail.send", "label": "发邮件"},
    ],
    "forms": [{"value": "quote", "label": "报价审批单"}],
}
FINDINGS = [
    {
        "severity": "error",
        "code": "unknown_variable",
        "element": "approve",
        "line": 10,
        "message": "变量 agreed_cout 没有任何步骤写入。",
        "suggestion": "你是不是指 agreed_count？",
    },
    {
        "severity": "warning",
        "code": "no_trial",
        "element": "mail",
        "line": 14,
        "message": "应用 mail.send 没有试调用记录，重试用尽后会成为异常。",
        "suggestion": "",
    },
]
NAVIGATION = (replace(RAIL[0], count=lambda _person: 18), *RAIL[1:])


def _hostile(data: Any) -> Any:
    """With ?hostile in the URL every text of `data` carries an attack."""
    if "hostile" not in request.args:
        return data
    if isinstance(data, dict):
        return {
            key: _hostile(value) if key not in ("state", "tone") else value for key, value in data.items()
        }
    if isinstance(data, list):
        return [_hostile(item) for item in data]
    return data + ATTACK if isinstance(data, str) else data


def create_gallery() -> Flask:
    """The application with one page per component."""
    app = Flask(__name__, template_folder=str(HERE / "templates"))
    app.secret_key = "only for tests"
    app.testing = True
    store = open_gallery_store()
    app.extensions["store"] = store
    lists = Lists(store=store, identity=Visitor)
    init_app(
        app,
        navigation=NAVIGATION,
        identity=Visitor,
        preferences=StoredPreferences(store),
        views=SavedViews(store),
        logout_endpoint="leave",
        now=lambda: NOW,
    )

    @app.get("/worklist/")
    def components() -> str:
        return render_template("demo/components.html", now=NOW, hours=timedelta(hours=1), D=Decimal)

    @app.get("/crm/accounts/")
    def quote_list() -> Response:
        return lists.respond(QUOTES, select(quotes), template="demo/list.html")

    @app.route("/rules/", methods=["GET", "POST"])
    def grid() -> str:
        rows = read_rows(request.form, "lines", KEYS) if request.method == "POST" else list(FIRST)
        posted = "" if changes_rows(request.form, "lines") else repr([dict(row.values) for row in rows])
        fixed = replace(line_grid(list(FIRST), read_only=True), prefix="fixed")
        return render_template("demo/grid.html", grid=line_grid(rows), fixed=fixed, posted=posted)

    @app.post("/grid/recalculate")
    def recalculate() -> str:
        shown = line_grid(read_rows(request.form, "lines", KEYS))
        return render_template("shell/grid_outputs.html", grid=shown)

    @app.get("/monitor/")
    def diagram() -> str:
        return render_template(
            "demo/diagram.html", states=_hostile(STATES), hostile="hostile" in request.args
        )

    @app.get("/definitions/")
    def modeler() -> str:
        hostile = "hostile" in request.args
        return render_template("demo/modeler.html", choices=_hostile(CHOICES), hostile=hostile)

    @app.post("/check")
    def check() -> Response:
        xml = request.form["xml"]
        if "onerror" in xml:
            return jsonify([{**FINDINGS[0], "message": ATTACK, "suggestion": ATTACK, "element": "prepare"}])
        return jsonify(FINDINGS if "mail.send" in xml else FINDINGS[:1])

    @app.post("/save")
    def save() -> Response:
        app.extensions["saved"] = request.form.to_dict()
        return jsonify(revision="4")

    @app.post("/publish")
    def publish() -> Response:
        app.extensions["published"] = request.form.to_dict()
        return jsonify(message="已发布第 8 版")

    @app.post("/autosave")
    def autosave() -> tuple[str, int]:
        app.extensions["autosaved"] = request.form.to_dict()
        return "", 204

    @app.get("/quote.bpmn")
    def quote_xml() -> Response:
        text = (HERE / "quote.bpmn").read_text("utf-8")
        if "hostile" in request.args:
            text = text.replace("编制报价", html.escape(ATTACK)).replace("quote_form", ATTACK)
        return app.response_class(text, mimetype="application/xml")

    @app.get("/broken.bpmn")
    def broken_xml() -> Response:
        return app.response_class("<definitions/>", mimetype="application/xml")

    @app.before_request
    def ask_for_login() -> Response | None:
        away = "session_ended" in request.cookies and not request.path.startswith(("/shell/", "/login"))
        return redirect("/login") if away else None

    @app.get("/login")
    def login() -> str:
        return render_template("shell/plain.html")

    @app.post("/leave")
    def leave() -> Response:
        return redirect("/worklist/")

    @app.post("/flash")
    def flash_something() -> Response:
        flash({"text": f"Done {request.form.get('reason', '')}", "undo_url": "/flash", "seconds": 10}, "ok")
        return redirect("/worklist/", code=303)

    return app
