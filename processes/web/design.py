"""The modeler: the diagram of a draft or of the published version, checked live, saved, published."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import organisation
from engine.definition.findings import Finding
from engine.definition.layout import with_drawing
from engine.definition.xml import MAX_BYTES
from engine.errors import EngineError, Invalid, Refused, TooLarge
from engine.ports import Actor
from engine.store.definitions import versions
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes import drafts
from processes.approval.types import TYPES
from processes.deploy import Deployer
from processes.drafts import Work
from processes.localised import as_utf8
from processes.variables import known_in
from processes.variables.labels import labelled
from processes.web.choices import choices
from processes.web.diagrams import XML

Args = ParamSpec("Args")


def _in_json(view: Callable[Args, Response]) -> Callable[Args, Response]:
    """The editor reads JSON: a refusal carries its sentence and, for a diagram, its findings."""

    @wraps(view)
    def answering(*args: Args.args, **kwargs: Args.kwargs) -> Response:
        try:
            return view(*args, **kwargs)
        except EngineError as refusal:
            body: dict[str, object] = {"code": refusal.code, "message": refusal.text(lang())}
            if isinstance(refusal, Refused):
                body["findings"] = [one.as_dict(lang()) for one in refusal.findings]
            return make_response(jsonify(body), refusal.status)

    return answering


class DesignPages:
    """The views of /definitions/<key>/design."""

    def __init__(self, *, deployer: Deployer) -> None:
        self._deployer = deployer
        self._store: Store = deployer.engine.store

    @require("definition", "view")
    def design(self, key: str) -> str:
        """The editor; who may not change definitions can look."""
        person = signed_in()
        with self._store.read() as connection:
            work = drafts.open_work(connection, key)
            may_edit = organisation.may(connection, person, "definition", "edit") is not None
            may_publish = organisation.may(connection, person, "definition", "publish") is not None
            offered = choices(connection, self._deployer.engine, work.bundle.files, lang())
            count = len(versions(connection, key))
            by = organisation.person(connection, work.draft.by or 0) if work.draft is not None else None
        title = work.bundle.title.get(lang()) or next(iter(work.bundle.title.values()), "")
        if not title and work.published is not None:
            title = work.published.title_zh if lang() == "zh" else work.published.title_en
        return render_template(
            "definitions/design.html",
            key=key,
            work=work,
            title=title or key,
            choices=offered,
            by=by,
            count=count,
            storage=f"{person.id}:{key}",
            may_edit=may_edit,
            may_publish=may_publish,
        )

    @require("definition", "view")
    def diagram(self, key: str) -> Response:
        """The XML that the editor opens: names stay as they are in the file, what is not drawn is laid out."""
        answer = make_response(as_utf8(with_drawing(self._work(key).diagram)))
        answer.content_type = XML
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @require("definition", "view")
    @_in_json
    def check(self, key: str) -> Response:
        """The findings of what is drawn right now, within its package."""
        work = self._work(key)
        found = self._deployer.check(work.with_diagram(_xml()))
        return jsonify([_as_seen(one, work.path) for one in found if _concerns(one, work.path)])

    @require("definition", "view")
    @_in_json
    def names(self, key: str) -> Response:
        """The variables that expressions of what is drawn right now may read."""
        work = self._work(key)
        found = known_in(work.with_diagram(_xml()), work.path, self._deployer.engine.context.adapters)
        types = (document for document, *_ in TYPES)
        return jsonify(names=[one.as_json() for one in labelled(found, types)])

    @require("definition", "edit")
    @_in_json
    def save(self, key: str) -> Response:
        """Save as the draft; 409 if somebody else did meanwhile, what was drawn stays with the editor."""
        work = self._work(key)
        draft, version = drafts.read_revision(request.form.get("revision", ""))
        files = {**work.bundle.files, work.path: _xml()}
        with self._store.begin(by=signed_in().id, action="definition.draft") as tx:
            saved = drafts.save(tx, key=key, files=files, revision=draft)
        return jsonify(revision=f"{saved}.{version}")

    @require("definition", "publish")
    @_in_json
    def publish(self, key: str) -> Response:
        """Publish as the next version with all other files of the package; the draft is done with then."""
        person, work = signed_in(), self._work(key)
        note = " ".join(request.form.get("note", "").split())
        if not note or len(note) > 500:
            raise Invalid(
                field="note", message="say what changed and why", message_zh="请说明改了什么、为什么"
            )
        drafts.demand_unchanged(work, request.form.get("revision", ""))
        bundle = work.with_diagram(_xml())
        done = self._deployer.publish(bundle, reason=note, by=Actor(person.login, person.id))
        if work.draft is not None:
            with self._store.begin(by=person.id, action="definition.draft") as tx:
                drafts.discard(tx, key=key, revision=work.draft.revision)
        one = next((each for each in done if each.key == key), done[0])
        title = one.title_zh if lang() == "zh" else one.title_en
        flash(_("Published: %(names)s", names=f"{title} v{one.version}"), "ok")
        return jsonify(url=url_for("definitions.process", key=one.key))

    @require("definition", "edit")
    def discard(self, key: str) -> Response:
        """Throw the draft away; what is published stays."""
        draft, version = drafts.read_revision(request.form.get("revision", ""))
        with self._store.begin(by=signed_in().id, action="definition.draft") as tx:
            drafts.discard(tx, key=key, revision=draft)
        flash(_("The draft was discarded"), "ok")
        target = url_for("definitions.process", key=key) if version else url_for("definitions.index")
        return redirect(target, code=303)

    def _work(self, key: str) -> Work:
        with self._store.read() as connection:
            return drafts.open_work(connection, key)


def _xml() -> bytes:
    """The posted diagram. Raises Invalid, TooLarge."""
    xml = request.form.get("xml", "").encode("utf-8", "replace")
    if not xml:
        raise Invalid(field="xml", message="is missing", message_zh="缺失")
    if len(xml) > MAX_BYTES:
        raise TooLarge(what="the diagram", what_zh="流程图", size=len(xml), limit=MAX_BYTES)
    return xml


def _concerns(one: Finding, path: str) -> bool:
    """Of other files only what prevents publishing."""
    return one.file == path or one.severity == "error"


def _as_seen(one: Finding, path: str) -> dict[str, object]:
    """Findings of other files must not mark an element of this one that happens to have the same id."""
    said = one.as_dict(lang())
    if one.file != path:
        said |= {"element": None, "line": None, "message": f"{one.file}: {said['message']}"}
    return said
