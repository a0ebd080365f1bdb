"""The library of kinds of request: what there is, and the page on which one is set up."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import organisation
from engine.errors import EngineError, NotFound
from forms.accounts import signed_in
from forms.render import form_view
from forms.schema import load
from forms.shell import gettext as _
from forms.shell import lang
from processes import drafts
from processes.approval.model_content import FLAGS
from processes.approval.model_words import ADJUSTABLE, MODELS
from processes.requests import sheet
from processes.requests.accepting import with_offered
from processes.requests.fields import KINDS, texts
from processes.requests.formula_names import names_of
from processes.requests.head import GROUPS
from processes.requests.icons import choices
from processes.requests.library import Library, Opened, demand_may_set_up, kept
from processes.requests.model_sheet import NAMES
from processes.requests.packaging import FORM, PREFIX, package_files
from processes.requests.sheet import Faults, Typed
from processes.requests.sheet_fields import MOST_FIELDS
from processes.requests.sheet_points import MOST_POINTS, SUPERIOR, is_simple
from processes.requests.web.site import Site

BASICS = ("zh", "en", "icon", "group", "about", "about_en", "number", *NAMES)
FIELD = ("key", "kind", "zh", "en", "required", "help", "help_en", "unit", "detail")
POINT = ("zh", "en", "who", "fact", "operator", "value", "days", *FLAGS)
_ASKED = ("number", "money", "computed", "choice", "yes_no")


class KindPages:
    """The views of /requests/kinds/."""

    def __init__(self, site: Site, library: Library) -> None:
        self._site = site
        self._library = library

    def index(self) -> str:
        """Every kind that is published or begun."""
        self._demand()
        with self._site.store.read() as connection:
            kinds = self._site.kinds.all(connection)
            published = {one.key for one in kinds}
            begun = [one for one in drafts.drafts(connection) if one.key.startswith(PREFIX)]
            titles = {one.key: self._library.open(connection, one.key).design for one in begun}
        return render_template(
            "requests/kinds.html",
            kinds=kinds,
            begun=[one for one in begun if one.key not in published],
            changed={one.key for one in begun},
            titles=titles,
            typed={},
            errors={},
        )

    def begin(self) -> Response:
        """A new kind, from nothing or like another one."""
        self._demand()
        typed = {name: request.form.get(name, "").strip()[:100] for name in ("zh", "en", "template")}
        errors = {name: str(_("This is needed")) for name in ("zh", "en") if not typed[name]}
        if errors:
            with self._site.store.read() as connection:
                kinds = self._site.kinds.all(connection)
            page = render_template(
                "requests/kinds.html",
                kinds=kinds,
                begun=[],
                changed=set(),
                titles={},
                typed=typed,
                errors=errors,
            )
            return make_response(page, 422)
        key = self._library.begin(signed_in(), typed["zh"], typed["en"], typed["template"])
        return redirect(url_for("requests.kind", key=key), code=303)

    def kind(self, key: str) -> Response:
        """The page on which a kind is set up."""
        self._demand()
        with self._site.store.read() as connection:
            opened = self._library.open(connection, key)
        return self._page(opened, sheet.typed_of(opened.design), {})

    def change(self, key: str) -> Response:
        """A row added, moved or removed; kept as a draft; or published."""
        self._demand()
        person, action = signed_in(), request.form.get("action", "")
        with self._site.store.read() as connection:
            opened = self._library.open(connection, key)
        typed = _rows_changed(_typed(), action)
        design, faults = sheet.design_of(key, typed)
        if not opened.simple:
            faults = {place: fault for place, fault in faults.items() if not place.startswith("fields")}
        if action not in ("save", "publish"):
            return self._page(opened, typed, {})
        if faults:
            refusal = _("Some things are missing or wrong; see the marked places.")
            return self._page(opened, typed, faults, status=422, refusal=refusal)
        design = kept(opened, design)
        revision = request.form.get("revision", "")
        try:
            if action == "save":
                self._library.save(person, opened, design, revision)
                flash(_("Kept as a draft."), "ok")
                return redirect(url_for("requests.kind", key=key), code=303)
            note = request.form.get("note", "").strip()[:500] or str(_("Set up"))
            version = self._library.publish(person, opened, design, revision, note)
        except NotFound:
            raise
        except EngineError as refusal:
            return self._page(opened, typed, {}, status=refusal.status, refusal=refusal.text(lang()))
        flash(_("Published as version %(no)s: it can be asked for now.", no=version), "ok")
        return redirect(url_for("requests.kind", key=key), code=303)

    def _demand(self) -> None:
        with self._site.store.read() as connection:
            demand_may_set_up(connection, signed_in())

    def _page(
        self, opened: Opened, typed: Typed, faults: Faults, *, status: int = 200, refusal: str = ""
    ) -> Response:
        design, _faults = sheet.design_of(opened.key, typed)
        with self._site.store.read() as connection:
            posts = organisation.positions(connection)
            files = package_files(design) if opened.simple else opened.files
            english = dict(texts(design.fields))
            form = with_offered(connection, load(files[FORM], file=FORM), {})
        at = lang()
        view = form_view(
            form, values={}, lang=at, translate=lambda text: english.get(text, text) if at == "en" else text
        )
        html = render_template(
            "requests/kind.html",
            opened=opened,
            typed=typed,
            faults={place: both[0 if at == "zh" else 1] for place, both in faults.items()},
            refusal=refusal,
            view=view,
            positions=[(post.code, post.title(at)) for post in posts],
            approvers=[(post.code, post.title(at)) for post in posts if post.can_approve],
            groups=[(code, words[0 if at == "zh" else 1]) for code, words in GROUPS.items()],
            kinds=KINDS,
            models=[(code, words[0 if at == "zh" else 1]) for code, words in MODELS.items()],
            adjustable=[(name, words[0 if at == "zh" else 1]) for name, words in ADJUSTABLE.items()],
            names=names_of(design.fields),
            icons=choices(design.head.icon, at),
            facts=[
                (one.key, one.zh if at == "zh" else one.en) for one in design.fields if one.kind in _ASKED
            ],
            all_simple=all(is_simple(point) for point in opened.design.head.points),
        )
        return make_response(html, status)


def _typed() -> Typed:
    form = request.form
    typed = Typed(
        basics={name: form.get(name, "") for name in BASICS},
        starters=form.getlist("starters"),
        filing=form.getlist("filing"),
    )
    for rows, names, prefix, most in (
        (typed.fields, FIELD, "fields", MOST_FIELDS),
        (typed.points, POINT, "points", MOST_POINTS),
    ):
        for number in range(most):
            if f"{prefix}-{number}-zh" not in form:
                break
            rows.append({name: form.get(f"{prefix}-{number}-{name}", "") for name in names})
    return typed


def _rows_changed(typed: Typed, action: str) -> Typed:
    """`fields.add`, `points.remove.2`, `fields.up.3`."""
    what, _dot, rest = action.partition(".")
    act, _dot, number = rest.partition(".")
    rows = {"fields": typed.fields, "points": typed.points}.get(what)
    if rows is None:
        return typed
    at = int(number) if number.isdecimal() else -1
    if act == "add" and len(rows) < (MOST_FIELDS if what == "fields" else MOST_POINTS):
        rows.append({"kind": "text"} if what == "fields" else {"who": SUPERIOR, "days": "1"})
    elif act == "remove" and 0 <= at < len(rows):
        rows.pop(at)
    elif act == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    return typed
