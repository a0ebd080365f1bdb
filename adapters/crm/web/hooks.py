"""What the pages ask of the folders above them. A hook that is None hides what it would have filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from adapters.crm.desktop import Guide
from engine.organisation import Language, Person
from engine.store.uow import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteStep:
    """An approval point that a quote would pass or skip: who decides, and why. Texts by language code.

    `details`: how each was found, whom the rule left out, who stands in. `passed`: those it would ask have agreed
    before. `flow`: which flow and version it is a point of, then why no other: the same at every point.
    """

    title: Mapping[Language, str]
    people: Sequence[Person] = ()
    why: Mapping[Language, str] | None = None
    needed: bool = True
    passed: bool = False
    substitutes: Mapping[Language, Sequence[str]] | None = None
    details: Mapping[Language, Sequence[str]] | None = None
    flow: Mapping[Language, Sequence[str]] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A process about a customer that waits for somebody."""

    title: str
    url: str
    waits_for: str
    since: datetime | None = None
    tone: str = ""  # ok warn bad, as the time left says


MAIL, BY_HAND = "mail", "by_hand"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hooks:
    """Supplied by the composition root.

    - `submit_quote(quote_id, person)`: start the approval process, or complete the person's task to change the
      quote when its instance waits for that. Returns the URL to show next, or "" for the quote's own page.
    - `route_preview(quote_id, facts)`: the approval points for these facts; `quote_id` is None for a new quote.
    - `opportunity_route(opportunity_id)`: the approval points that an opportunity as large as it is would pass.
    - `route_page(document_type, document_id)`: the page on which the route of a document is chosen before it is
      submitted; empty where its flow lets nobody choose.
    - `withdraw_quote(quote_id, person, reason)`: take it back while nobody has decided.
    - `may_withdraw(quote_id, person)`: whether that is still possible, and for this person.
    - `approval_record(quote_id)`: entries for the shell's timeline.
    - `instance_url(instance_id)`: the page of a process instance.
    - `waiting(account_id, quote_ids)`: processes about a customer that wait for somebody.
    - `tell_quote(tx, quote_id, message, values)`: hand a message to the quote's process in this transaction; False
      where none runs (a quote from before). Raises Conflict where the process does not wait for it.
    - `note_quote_sent(tx, quote_id, person, how)`: complete the task to send it by hand; False where no process runs.
      Raises Conflict while its mail is under way.
    - `quote_delivery(connection, quote_id)`: how an approved quote gets to the customer: MAIL under way, BY_HAND (the
      mail has failed, or there is no address), "" where no process sends it.
    - `work_guide(connection, person, now)`: lines of the desktop about the person's work items.
    - `explain_quote_refusal(tx, quote_id, person, values)`: complete the task to say why it was refused.
    """

    submit_quote: Callable[[int, Person], str] | None = None
    route_preview: Callable[[int | None, Mapping[str, Any]], Sequence[RouteStep] | None] | None = None
    opportunity_route: Callable[[int], Sequence[RouteStep]] = lambda _opportunity_id: ()
    route_page: Callable[[str, int], str] = lambda _document_type, _document_id: ""
    withdraw_quote: Callable[[int, Person, str], None] | None = None
    may_withdraw: Callable[[int, Person], bool] = lambda _quote_id, _person: True
    approval_record: Callable[[int], Sequence[Mapping[str, Any]]] | None = None
    instance_url: Callable[[int], str] | None = None
    waiting: Callable[[int, Sequence[int]], Sequence[Waiting]] | None = None
    tell_quote: Callable[[Transaction, int, str, Mapping[str, Any]], bool] = lambda *_given: False
    note_quote_sent: Callable[[Transaction, int, Person, str], bool] = lambda *_given: False
    work_guide: Callable[[Connection, Person, datetime], Sequence[Guide]] = lambda *_given: ()
    quote_delivery: Callable[[Connection, int], str] = lambda *_given: ""
    explain_quote_refusal: Callable[[Transaction, int, Person, Mapping[str, Any]], bool] = lambda *_given: (
        False
    )
