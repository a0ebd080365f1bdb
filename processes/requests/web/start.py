"""Where requests begin: the kinds that somebody may ask for, and the requests he sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import redirect, render_template, request, url_for
from sqlalchemy import delete, select
from werkzeug.wrappers import Response

from engine.store.upsert import insert_missing
from forms.accounts import signed_in
from forms.shell import lang
from processes.requests import listing, rows
from processes.requests.kind import RequestKind
from processes.requests.tables import favourite
from processes.requests.web.site import Site

LATELY = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One kind on the start page."""

    kind: RequestKind
    kept: bool


class StartPages:
    """The views of /requests/ and /requests/mine."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def start(self) -> str:
        """Cards by group, what is at hand first."""
        person, words = signed_in(), request.args.get("q", "").strip()[:100]
        with self._site.store.read() as connection:
            kinds = [one for one in self._site.kinds.all(connection) if one.may_start(person)]
            kept = set(connection.scalars(select(favourite.c.key).where(favourite.c.person_id == person.id)))
            lately = rows.lately_used(connection, person, limit=LATELY)
            drafts = rows.drafts(connection, person)
        cards = [Card(kind=one, kept=one.key in kept) for one in kinds if _fits(one, words)]
        by_key = {one.kind.key: one for one in cards}
        at_hand = [one for one in cards if one.kept]
        at_hand += [by_key[key] for key in lately if key in by_key and key not in kept]
        titles = {one.key: one.title(lang()) for one in kinds}
        return render_template(
            "requests/start.html",
            words=words,
            at_hand=[] if words else at_hand,
            groups=_groups(cards),
            drafts=drafts,
            titles=titles,
            any_kinds=bool(kinds),
        )

    def mine(self) -> Response:
        """The requests a person sees: his own, or all."""
        person, everyone = signed_in(), request.args.get("whose") == "all"
        with self._site.store.read() as connection:
            kinds = self._site.kinds.all(connection)
            query = listing.query(connection, person, everyone=everyone)
            spec = listing.spec(kinds, lang(), everyone=everyone)
        return self._site.lists.respond(spec, query, template="requests/mine.html", everyone=everyone)

    def favourite(self, key: str) -> Response:
        """Keep a kind at hand, or no longer."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="request.favourite") as tx:
            self._site.kinds.latest(tx.connection, key)
            mine = (favourite.c.person_id == person.id, favourite.c.key == key)
            if request.form.get("keep") == "1":
                insert_missing(tx.connection, favourite, person_id=person.id, key=key)
            else:
                tx.connection.execute(delete(favourite).where(*mine))
        return redirect(url_for("requests.start"), code=303)


def _fits(kind: RequestKind, words: str) -> bool:
    text = " ".join((kind.title("zh"), kind.title("en"), kind.about("zh"), kind.about("en"))).casefold()
    return all(word in text for word in words.casefold().split())


def _groups(cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    return [
        (found[0].kind.group(lang()), found)
        for _code, each in groupby(cards, key=lambda one: one.kind.head.group)
        if (found := list(each))
    ]
