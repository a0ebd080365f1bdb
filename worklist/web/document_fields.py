"""The open fields of the document on the page of a task: shown beside the decision, read back from its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.organisation import Language
from forms.fields.component import Component
from forms.render import FormView, form_view, read_posted
from forms.render.posted import ADD, REMOVE
from forms.schema import Form
from processes.requests.corrections import OpenFields
from worklist.correcting import DOCUMENT, REVISION
from worklist.task_form import Errors


def document_form(
    opened: OpenFields | None,
    pairs: Sequence[tuple[str, str]],
    errors: Errors,
    lang: Language,
) -> FormView | None:
    """The fields with their values, or with what was typed."""
    if opened is None:
        return None
    values: dict[str, Any] = dict(opened.values)
    typed = MultiDict([pair for pair in pairs if _is_typed(*pair)])
    if typed:
        values |= read_posted(_around(opened.form), typed).values.get(DOCUMENT) or {}
    wrong = {name: found for name, found in errors.items() if name.startswith(f"{DOCUMENT}.")}
    return form_view(
        _around(opened.form),
        values={DOCUMENT: values},
        errors=wrong,
        before={DOCUMENT: dict(opened.values)},
        lang=lang,
        translate=lambda text: opened.text(text, lang),
    )


def without_document(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was posted for the decision alone."""
    return MultiDict([pair for pair in sent.items(multi=True) if not _is_document(pair[0])])


def document_values(opened: OpenFields | None, sent: MultiDict[str, str]) -> dict[str, Any]:
    """What was posted for the document, as the service takes it; nothing where nothing is open."""
    posted = MultiDict([pair for pair in sent.items(multi=True) if pair[0].startswith(f"{DOCUMENT}.")])
    if opened is None or REVISION not in sent:
        return {}
    values = read_posted(_around(opened.form), posted).values.get(DOCUMENT) or {}
    return {DOCUMENT: values, REVISION: sent[REVISION]}


def _is_typed(name: str, value: str) -> bool:
    """A value of the document, or a row of it that is added or removed."""
    return (value if name in (ADD, REMOVE) else name).startswith(DOCUMENT + ".")


def _is_document(name: str) -> bool:
    return name == REVISION or name.startswith(f"{DOCUMENT}.")


def _around(form: Form) -> Form:
    """The fields under the name of the document, so that they never meet the names of the decision."""
    group = Component(
        type="group",
        id=DOCUMENT,
        key=None,
        path=DOCUMENT,
        label="",
        line=0,
        raw={"type": "group", "path": DOCUMENT},
        children=form.components,
    )
    return replace(form, components=(group,))
