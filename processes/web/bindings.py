"""Names of other engines' programs and the applications they are bound to, kept with the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import organisation
from engine.definition.binding import Bound
from engine.definition.findings import Finding, has_errors
from engine.errors import Invalid, Refused
from engine.ports import Actor, Adapter
from engine.store.definitions import versions
from forms.accounts import require, signed_in
from forms.expressions import Variable
from forms.shell import gettext as _
from forms.shell import lang
from processes import drafts
from processes.deploy import Deployer
from processes.deploy.bundle import HEAD
from processes.drafts import Work
from processes.foreign import ForeignName, Handed, Input, foreign_names_of, inputs_of, preview, suggested
from processes.package.head import with_bindings
from processes.variables import known_in

_GIVEN = ("流程图给出的字段", "a field that the diagram gives")
LONGEST = 2_000
"""Characters of one mapping."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One name as the page shows it."""

    name: ForeignName
    adapter: str
    known: bool
    """Whether an application of that name exists."""
    inputs: list[Input] = field(default_factory=list)
    texts: Mapping[str, str] = field(default_factory=dict)
    handed: list[Handed] = field(default_factory=list)
    names: Sequence[Variable] = ()
    """What its inputs may read: fields that the diagram gives, then the variables of the process."""


class BindingPages:
    """The views of /definitions/<key>/bindings."""

    def __init__(self, *, deployer: Deployer) -> None:
        self._deployer = deployer
        self._store = deployer.engine.store

    @require("definition", "view")
    def bindings(self, key: str) -> str:
        """The names of a draft, or of the published version where there is none."""
        return self._page(self._work(key))

    @require("definition", "edit")
    def save(self, key: str) -> Response:
        """Keep the bindings in the draft's package.toml."""
        work = self._work(key)
        drafts.demand_unchanged(work, request.form.get("revision", ""))
        names = foreign_names_of(work.bundle.diagrams(), work.bundle.bindings)
        bound = dict(work.bundle.bindings)
        for number, name in enumerate(names):
            bound.pop(name.key, None)
            made = self._posted(number, name)
            if made is not None:
                bound[name.key] = made
        head = _head(work, bound)
        draft, _version = drafts.read_revision(request.form.get("revision", ""))
        with self._store.begin(by=signed_in().id, action="definition.draft") as tx:
            drafts.save(tx, key=key, files={**work.bundle.files, HEAD: head}, revision=draft)
        flash(_("The bindings are saved with the draft"), "ok")
        return redirect(url_for("definitions.bindings", key=key), code=303)

    @require("definition", "publish")
    def publish(self, key: str) -> Response | tuple[str, int]:
        """Publish the draft as it is, if nothing is wrong with it any more."""
        person, work = signed_in(), self._work(key)
        drafts.demand_unchanged(work, request.form.get("revision", ""))
        reason = " ".join(request.form.get("reason", "").split())
        if not reason or len(reason) > 500:
            return self._page(work, error=_("Say what changed and why, in at most 500 characters")), 422
        try:
            done = self._deployer.publish(work.bundle, reason=reason, by=Actor(person.login, person.id))
        except Refused:
            return self._page(work), 422
        if work.draft is not None:
            with self._store.begin(by=person.id, action="definition.draft") as tx:
                drafts.discard(tx, key=key, revision=work.draft.revision)
        one = next((each for each in done if each.key == key), done[0])
        title = one.title_zh if lang() == "zh" else one.title_en
        flash(_("Published: %(names)s", names=f"{title} v{one.version}"), "ok")
        return redirect(url_for("definitions.process", key=one.key), code=303)

    def _posted(self, number: int, name: ForeignName) -> Bound | None:
        """The binding of one row. Raises Invalid."""
        if request.form.get(f"key-{number}") != name.key:
            raise Invalid(field="key", message="open the page again", message_zh="请重新打开页面")
        wanted = request.form.get(f"adapter-{number}", "")
        if not wanted:
            return None
        adapter = self._adapters.get(wanted)
        if adapter is None:
            raise Invalid(
                field="adapter", message=f"{wanted} does not exist", message_zh=f"应用 {wanted} 不存在"
            )
        result = request.form.get(f"result-{number}", "").strip()
        if wanted != request.form.get(f"was-{number}", ""):
            inputs = suggested(adapter, name.given)
        else:
            posted = {
                one.name: request.form.get(f"in-{number}-{one.name}", "").strip()
                for one in inputs_of(adapter)
            }
            known = name.bound.inputs if name.bound is not None else {}
            rest = {target: text for target, text in known.items() if target not in posted}
            inputs = {**{target: text for target, text in posted.items() if text}, **rest}
        if len(result) > LONGEST or any(len(text) > LONGEST for text in inputs.values()):
            raise Invalid(field="inputs", message="too long", message_zh="过长")
        return Bound(adapter=wanted, inputs=inputs, result=result or None)

    @property
    def _adapters(self) -> Mapping[str, Adapter]:
        return self._deployer.engine.context.adapters

    def _row(self, name: ForeignName, known: Sequence[Variable]) -> Row:
        bound = name.bound
        adapter = self._adapters.get(bound.adapter) if bound is not None else None
        if bound is None or adapter is None:
            return Row(name=name, adapter="" if bound is None else bound.adapter, known=bound is None)
        declared = inputs_of(adapter)
        return Row(
            name=name,
            adapter=bound.adapter,
            known=True,
            inputs=declared,
            texts=bound.inputs,
            handed=preview(name),
            names=(*(Variable(name=given, origin=_GIVEN) for given in name.given), *known),
        )

    def _page(self, work: Work, *, error: str = "") -> str:
        person = signed_in()
        found = self._deployer.check(work.bundle)
        names = foreign_names_of(work.bundle.diagrams(), work.bundle.bindings)
        known = _of_processes(work, self._adapters)
        with self._store.read() as connection:
            may = {
                action: organisation.may(connection, person, "definition", action) is not None
                for action in ("edit", "publish")
            }
            count = len(versions(connection, work.key))
        return render_template(
            "definitions/bindings.html",
            key=work.key,
            work=work,
            title=_title(work),
            rows=[self._row(name, known) for name in names],
            offered=[("", _("– bound to nothing –")), *self._offered()],
            errors=[one for one in found if one.severity == "error"],
            others=_others(found),
            refused=has_errors(found),
            error=error,
            typed=request.form.get("reason", ""),
            may_edit=may["edit"],
            may_publish=may["publish"],
            count=count,
        )

    def _offered(self) -> list[tuple[str, str]]:
        attribute = "zh" if lang() == "zh" else "en"
        return [
            (name, f"{getattr(adapter, attribute, '') or name} ({name})")
            for name, adapter in sorted(self._adapters.items())
        ]

    def _work(self, key: str) -> Work:
        with self._store.read() as connection:
            return drafts.open_work(connection, key)


def _of_processes(work: Work, adapters: Mapping[str, Adapter]) -> list[Variable]:
    """The variables that are known everywhere in the diagram, each once."""
    processes = {process.id for diagram in work.bundle.diagrams() for process in diagram.processes}
    known = (one for one in known_in(work.bundle, work.path, adapters) if one.within in processes)
    return list({one.variable.name: one.variable for one in known}.values())


def _head(work: Work, bound: Mapping[str, Bound]) -> bytes:
    """The draft's package.toml with these bindings. Raises Invalid where it cannot be read."""
    try:
        return with_bindings(work.bundle.files.get(HEAD), bound, key=work.key)
    except ValueError:
        raise Invalid(field=HEAD, message="cannot be read", message_zh="无法读取") from None


def _title(work: Work) -> str:
    title = work.bundle.title.get(lang()) or next(iter(work.bundle.title.values()), "")
    if not title and work.published is not None:
        title = work.published.title_zh if lang() == "zh" else work.published.title_en
    names = {one.id: one.name for diagram in work.bundle.diagrams() for one in diagram.processes}
    return title or names.get(work.key) or work.key


def _others(found: list[Finding]) -> list[Finding]:
    """What is worth knowing about listeners and the like, beside the errors."""
    return [one for one in found if one.severity == "warning"]
