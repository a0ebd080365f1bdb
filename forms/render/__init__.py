"""Forms as HTML: the same JSON that the browser's form editor writes, rendered on the server."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask

from forms.render.posted import Posted, read_posted
from forms.render.view import FormView, form_view

__all__ = ["FormView", "Posted", "form_view", "init_app", "read_posted"]

blueprint = Blueprint("form_render", __name__, template_folder="templates")


def init_app(app: Flask, *, file_url: Callable[[str], str] = lambda _id: "") -> None:
    """Make `{% from "forms/form.html" import form %}` work. `file_url`: where an uploaded file is given back."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["form_file_url"] = file_url
