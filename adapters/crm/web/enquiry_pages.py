"""The form for strangers at /enquiry/: the only page of the CRM that needs no login."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from adapters.crm import enquiries
from adapters.crm.errors import InvalidFields, TooManyEnquiries
from adapters.crm.parameters import parameter
from adapters.crm.processes import Processes
from engine.errors import NotFound
from engine.ids import new_id
from engine.store.uow import Store
from forms.accounts.refusals import not_found_handler
from forms.shell import lang

#: Endpoints without login.
PUBLIC = frozenset({"enquiries.form", "enquiries.send", "enquiries.thanks"})
#: No person sees this input; programs that fill in everything do.
HONEYPOT = "website"
_NAMES = [field.name for field in enquiries.FIELDS]


class EnquiryPages:
    """The form, and what becomes of it."""

    def __init__(self, *, store: Store, processes: Processes) -> None:
        self._store = store
        self._processes = processes

    def form(self) -> Response:
        """An empty form; `?campaign=…` says where it was linked."""
        self._demand_open()
        return self._form({"campaign": request.args.get("campaign", "")[:100]})

    def send(self) -> Response:
        """Take the enquiry. What a program sent is thanked for and forgotten."""
        self._demand_open()
        typed = {name: request.form.get(name, "") for name in _NAMES}
        submission = request.form.get("submission", "")[:40] or str(new_id())
        if request.form.get(HONEYPOT):
            return redirect("/enquiry/thanks", code=303)
        try:
            with self._store.begin(by=None, action="crm.enquiry") as tx:
                enquiries.receive(
                    tx,
                    self._processes,
                    {name: [text] for name, text in typed.items()},
                    agreed=request.form.get("consent") == "1",
                    lang=lang(),
                    address=_unreadable(request.remote_addr or ""),
                    submission=submission,
                )
        except InvalidFields as refusal:
            return self._form(typed, 422, errors=refusal.by_field(lang()), submission=submission)
        except TooManyEnquiries as refusal:
            return self._form(typed, 429, problem=refusal.text(lang()), submission=submission)
        return redirect("/enquiry/thanks", code=303)

    def thanks(self) -> Response:
        """It arrived."""
        return Response(render_template("crm/sales/enquiry_thanks.html"), mimetype="text/html")

    def _demand_open(self) -> None:
        with self._store.read() as connection:
            if not parameter(connection, "lead.public_form", True):
                raise NotFound(what="page", what_zh="页面", id="enquiry")

    def _form(
        self,
        typed: Mapping[str, str],
        status: int = 200,
        *,
        errors: Mapping[str, str] | None = None,
        problem: str = "",
        submission: str = "",
    ) -> Response:
        with self._store.read() as connection:
            agreed_to = enquiries.consent(connection, lang())
        html = render_template(
            "crm/sales/enquiry.html",
            fields=[(field, field.label(lang())) for field in enquiries.FIELDS if field.name != "campaign"],
            typed=typed,
            errors=errors or {},
            problem=problem,
            consent=agreed_to,
            agreed=request.form.get("consent") == "1",
            submission=submission or str(new_id()),
            honeypot=HONEYPOT,
        )
        return Response(html, status, mimetype="text/html")


def _unreadable(address: str) -> str:
    """Tells one address from another without telling which."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]


def enquiry_blueprint(*, store: Store, processes: Processes) -> Blueprint:
    """The blueprint `enquiries` at /enquiry."""
    site = Blueprint("enquiries", __name__, url_prefix="/enquiry", template_folder="../templates")
    pages = EnquiryPages(store=store, processes=processes)
    site.add_url_rule("/", "form", pages.form)
    site.add_url_rule("/", "send", pages.send, methods=["POST"])
    site.add_url_rule("/thanks", "thanks", pages.thanks)
    site.register_error_handler(NotFound, not_found_handler(store))
    return site
