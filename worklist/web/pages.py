"""Looking: the boxes, a task, where its process stands, what has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, jsonify, make_response, render_template, request
from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person, Standing
from forms.accounts import signed_in
from forms.shell import lang
from processes.approval.circulation.copying import unread_count
from processes.approval.field_rights import hidden_from
from processes.approval.standing.reach import by_principal
from worklist import left_behind, position, queries
from worklist.cursor import read_cursor
from worklist.queries import BOXES, Box, Count, Reader, Whose
from worklist.service import Worklist
from worklist.web.request import box, wants, whose
from worklist.web.rows import Line, lines
from worklist.web.task import TaskPage, Typed, task_page

PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One page of a box."""

    box: Box
    lines: list[Line]
    counts: dict[Box, Count]
    next: str
    unread: int = 0
    """Copies that the person has not read."""
    left: int | None = None
    """Tasks of people who have left; None for whoever may not give them away."""
    whose: Whose = "all"
    standings: Sequence[Standing] = ()
    """For whom the person stands in now, each person once."""

    @property
    def marks(self) -> str:
        """What was shown, so that a later look can tell what has changed."""
        return "".join(line.mark for line in self.lines)


class Pages:
    """The views that change nothing."""

    def __init__(self, *, worklist: Worklist) -> None:
        self._worklist = worklist

    def boxes(self) -> str:
        """The three panes; on a wide screen nothing is open yet."""
        person = signed_in()
        with self._worklist.store.read() as connection:
            shown = self.shown(connection, person, box())
        return render_template("worklist/page.html", shown=shown, page=None, open_id=None)

    def rows(self) -> str:
        """Further rows of a box, or the list as it is now."""
        person, here = signed_in(), box()
        with self._worklist.store.read() as connection:
            shown = self.shown(connection, person, here, after=request.args.get("after", ""))
        more = bool(request.args.get("after"))
        if more and not wants("wl-more"):
            return render_template("worklist/page.html", shown=shown, page=None, open_id=None)
        template = "worklist/more.html" if more else "worklist/list_and_boxes.html"
        return render_template(template, shown=shown, open_id=_number(request.args.get("open", "")))

    def changes(self) -> Response:
        """How many rows differ from those shown (`seen`): an empty answer or a strip, with an ETag."""
        person, here = signed_in(), box()
        seen = request.args.get("seen", "")[: 8 * PAGE]
        with self._worklist.store.read() as connection:
            shown = self.shown(connection, person, here)
        before = {seen[at : at + 8] for at in range(0, len(seen), 8)}
        now = {line.mark for line in shown.lines}
        changed = max(len(now - before), len(before - now))
        response = make_response(render_template("worklist/news.html", shown=shown, changed=changed))
        tag = f"{shown.marks}{seen}{lang()}{[str(one) for one in shown.counts.values()]}{shown.unread}{shown.left}"
        response.set_etag(hashlib.sha256(tag.encode()).hexdigest()[:24])
        response.headers["Cache-Control"] = "private, no-cache"
        response.make_conditional(request)
        return response

    def left(self) -> str:
        """Open tasks of people who have left, for whoever may give them away. Raises NotGranted."""
        person = signed_in()
        with self._worklist.store.read() as connection:
            organisation.demand(connection, person, "work_item", "assign")
            ids = [one.id for one in left_behind.left_behind(connection, person)]
            reader = queries.reader(connection, person, self._now())
            found = self._lines(connection, reader, ids, box())
            return render_template(
                "worklist/left.html",
                lines=[replace(line, in_place=False) for line in found],
                counts={one: queries.count(connection, reader, one) for one in BOXES},
                unread=unread_count(connection, person),
            )

    def task(self, item_id: int) -> str:
        """One task: the whole page, or only its pane."""
        person = signed_in()
        with self._worklist.store.read() as connection:
            page = self.page(connection, person, item_id)
            if wants("wl-task"):
                return self._pane(connection, person, page)
            shown = self.shown(connection, person, box())
        return render_template("worklist/page.html", shown=shown, page=page, open_id=item_id)

    def flow(self, item_id: int) -> str:
        """Where the whole process stands; the points of an approval stand beside its diagram."""
        person = signed_in()
        with self._worklist.store.read() as connection:
            case = self._worklist.case(connection, person, item_id)
            points = self._worklist.hooks.points(connection, case.item.instance_id, lang())
            if hidden_from(connection, person, case.item.root_id):  # the reasons name values
                points = [replace(one, note="") for one in points]
            focus = position.place_of(connection, case.item)
        return render_template(
            "worklist/flow.html",
            item=case.item,
            points=points,
            diagram_url=self._worklist.hooks.diagram_url(case.item.root_definition_id),
            focus=focus,
            instance_url=self._worklist.hooks.instance_url(case.item.root_id),
        )

    def states(self, item_id: int) -> Response:
        """The states of the diagram's elements, for the viewer."""
        person = signed_in()
        with self._worklist.store.read() as connection:
            case = self._worklist.case(connection, person, item_id)
            found = position.states(
                connection,
                self._worklist.engine,
                case.item.root_id,
                lang=lang(),
                now=self._now(),
            )
        return jsonify(found)

    def page(
        self, connection: Connection, person: Person, item_id: int, typed: Typed | None = None
    ) -> TaskPage:
        """The task page's content."""
        return task_page(
            connection, self._worklist, person, item_id, lang=lang(), now=self._now(), typed=typed
        )

    def shown(self, connection: Connection, person: Person, here: Box, *, after: str = "") -> Shown:
        """One page of a box with the counts of all."""
        everything = queries.reader(connection, person, self._now())
        reader = replace(everything, whose=whose())
        found = queries.page(connection, reader, here, after=read_cursor(after), limit=PAGE)
        return Shown(
            box=here,
            lines=self._lines(connection, reader, found.ids, here),
            counts={one: queries.count(connection, everything, one) for one in BOXES},
            next="" if found.next is None else str(found.next),
            unread=unread_count(connection, person),
            left=left_behind.count(connection, person),
            whose=reader.whose,
            standings=[ways[0] for _, ways in by_principal(everything.standings)],
        )

    def _pane(self, connection: Connection, person: Person, page: TaskPage) -> str:
        """The pane, and the two rows whose highlight moves (only what the person may see)."""
        wanted = (_number(request.args.get("open", "")), page.case.item.id)
        ids = [one for one in wanted if one and self._worklist.sees(connection, person, one)]
        reader = queries.reader(connection, person, self._now())
        moved = [] if box() == "started" else self._lines(connection, reader, ids, box())
        return render_template("worklist/task_and_rows.html", page=page, moved=moved, box=box())

    def _lines(self, connection: Connection, reader: Reader, ids: Sequence[int], here: Box) -> list[Line]:
        return lines(
            connection,
            reader,
            ids,
            box=here,
            names=self._worklist.names,
            hooks=self._worklist.hooks,
            lang=lang(),
            now=self._now(),
        )

    def _now(self) -> datetime:
        return self._worklist.store.clock.now()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
