from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from forms import render, shell
from forms.fields.registry import FIELD_TYPES
from forms.render import form_view, read_posted
from forms.schema import Form, load

TEMPLATE = "{% from 'forms/form.html' import form with context %}{{ form(view) }}"
FORM: dict[str, Any] = {
    "type": "default",
    "id": "request",
    "components": [
        {"type": "textfield", "key": "name", "label": "Name", "validate": {"required": True}},
        {"type": "textarea", "key": "why", "label": "Why"},
        {"type": "number", "key": "amount", "label": "Amount", "decimalDigits": 2},
        {"type": "checkbox", "key": "urgent", "label": "Urgent"},
        {"type": "select", "key": "kind", "label": "Kind", "values": [{"label": "A", "value": "a"}]},
        {"type": "radio", "key": "how", "label": "How", "values": [{"label": "By air", "value": "air"}]},
        {"type": "checklist", "key": "docs", "label": "Docs", "values": [{"label": "X", "value": "x"}]},
        {"type": "taglist", "key": "tags", "label": "Tags", "values": [{"label": "T", "value": "t"}]},
        {"type": "datetime", "key": "due", "label": "Due", "subtype": "date"},
        {
            "type": "group",
            "label": "Address",
            "path": "address",
            "components": [{"type": "textfield", "key": "street", "label": "Street"}],
        },
        {
            "type": "dynamiclist",
            "label": "Lines",
            "path": "lines",
            "components": [{"type": "number", "key": "count", "label": "Count"}],
        },
        {
            "type": "table",
            "label": "History",
            "dataSource": "=history",
            "columns": [{"key": "at", "label": "At"}],
        },
        {"type": "filepicker", "key": "scan", "label": "Scan", "multiple": True},
        {"type": "text", "text": "Please be <b>exact</b>."},
        {"type": "separator"},
    ],
}


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="test", WTF_CSRF_ENABLED=False)
    shell.init_app(app, navigation=(), identity=lambda: None)
    render.init_app(app)
    return app


@pytest.fixture
def form() -> Form:
    return load(json.dumps(FORM).encode())


def html(app: Flask, form: Form, **kwargs: Any) -> str:
    with app.test_request_context("/"):
        return render_template_string(TEMPLATE, view=form_view(form, **kwargs))


def test_every_field_type_is_rendered_with_its_value(app: Flask, form: Form) -> None:
    page = html(
        app,
        form,
        values={
            "name": "Q-1",
            "amount": 5,
            "kind": "a",
            "tags": ["t"],
            "lines": [{"count": 3}],
            "history": [{"at": "Monday"}],
        },
    )
    for name in ("name", "why", "amount", "urgent", "kind", "how", "docs", "tags", "due", "address.street"):
        assert f'name="{name}"' in page
    assert 'name="lines.0.count"' in page
    assert 'value="Q-1"' in page
    assert "Monday" in page
    assert "Please be exact." in page


@pytest.mark.parametrize("name", sorted(FIELD_TYPES))
def test_every_type_that_carries_a_value_has_a_control_of_its_name(app: Flask, name: str) -> None:
    assert FIELD_TYPES[name].type == name
    if FIELD_TYPES[name].keyed:
        assert app.jinja_env.get_template(f"forms/fields/{name}.html").filename


def test_errors_stand_beside_the_field_with_what_was_typed(app: Flask, form: Form) -> None:
    outcome = form.accept({"name": "", "amount": "abc"})
    page = html(app, form, values={"name": "", "amount": "abc"}, errors=outcome.errors, lang="zh")
    assert "应为数字。" in page
    assert 'value="abc"' in page


def test_an_error_of_no_shown_field_is_not_lost(app: Flask, form: Form) -> None:
    outcome = form.accept({"name": "x", "status": "approved"})
    page = html(app, form, values={"name": "x"}, errors=outcome.errors, lang="en")
    assert "status: The form has no such field." in page


def test_hidden_fields_are_absent_and_read_fields_are_no_inputs(app: Flask, form: Form) -> None:
    page = html(app, form, values={"name": "x", "amount": 5}, rights={"name": "read", "amount": "hidden"})
    assert 'name="name"' not in page
    assert "Amount" not in page


def test_a_changed_value_shows_the_earlier_one(app: Flask, form: Form) -> None:
    page = html(app, form, values={"name": "new"}, before={"name": "old"})
    assert "gx-was" in page
    assert "old" in page


def test_hostile_texts_are_shown_as_text(app: Flask, form: Form) -> None:
    page = html(app, form, values={"name": '"><script>alert(1)</script>', "why": "</textarea><img src=x>"})
    assert "<script>alert" not in page
    assert "<img" not in page


def test_labels_come_from_the_texts_of_the_package(app: Flask, form: Form) -> None:
    page = html(app, form, values={}, translate={"Name": "名称"}.get)  # type: ignore[arg-type]
    assert "名称" in page


def test_a_posted_form_becomes_values(form: Form) -> None:
    posted = MultiDict(
        [
            ("name", "x"),
            ("why", "a\r\nb"),
            ("amount", "12.50"),
            ("docs", "x"),
            ("address.street", "Nanjing Road"),
            ("lines.0._row", "1"),
            ("lines.0.count", "2"),
            ("csrf_token", "t"),
        ]
    )
    outcome = form.accept(read_posted(form, posted).values)
    assert not outcome.errors
    assert outcome.values["why"] == "a\nb"
    assert str(outcome.values["amount"]) == "12.50"
    assert outcome.values["urgent"] is False
    assert outcome.values["address"] == {"street": "Nanjing Road"}
    assert [int(line["count"]) for line in outcome.values["lines"]] == [2]


def test_an_input_that_the_form_does_not_have_is_refused_by_name(form: Form) -> None:
    posted = MultiDict([("name", "x"), ("assignee", "me")])
    assert "assignee" in form.accept(read_posted(form, posted).values).errors


def test_rows_are_added_and_removed_without_script(form: Form) -> None:
    posted = MultiDict(
        [("name", "x"), ("lines.0.count", "1"), ("lines.1.count", "2"), ("_remove", "lines.0")]
    )
    removed = read_posted(form, posted)
    assert removed.edited
    assert [line["count"] for line in removed.values["lines"]] == ["2"]
    added = read_posted(form, MultiDict([("name", "x"), ("_add", "lines")]))
    assert added.edited
    assert added.values["lines"] == [{}]


@pytest.mark.parametrize(
    ("lang", "stage", "why"), [("zh", "发展", "没有库存"), ("en", "Develop", "none left")]
)
def test_texts_that_data_bring_in_both_languages_are_shown_in_the_readers(
    lang: Any, stage: str, why: str
) -> None:
    parts = [
        {"type": "select", "key": "stage", "label": "Stage", "valuesKey": "stages"},
        {"type": "textarea", "key": "problem", "label": "Problem", "readonly": True},
        {"type": "textarea", "key": "opinion", "label": "Opinion", "readonly": True},
    ]
    form = load(json.dumps({"type": "default", "components": parts}).encode())
    given = {
        "stages": [{"value": "d", "label": {"zh": "发展", "en": "Develop"}}],
        "problem": {"zh": "没有库存", "en": "none left"},
    }
    view = form_view(form, values=given, lang=lang)
    first, second = view.items  # a text that is only read and says nothing is left out
    assert (first.options, second.value) == ((("d", stage),), why)
