"""Forms as HTML: the same JSON that the browser's form editor writes, rendered on the server."""

from __future__ import annotations

from flask import Blueprint, Flask

from forms.render.posted import Posted, read_posted
from forms.render.view import FormView, form_view

__all__ = ["FormView", "Posted", "form_view", "init_app", "read_posted"]

blueprint = Blueprint("form_render", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Make `{% from "forms/form.html" import form %}` work."""
    app.register_blueprint(blueprint)
