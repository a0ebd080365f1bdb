"""One run of the kernel: from a trigger until every token waits, or until the step limit.

The agenda holds what is still to be done, first in, first out, so that parallel branches take turns. Pieces
of the kernel never call each other in circles: they put an entry on the agenda, and `handlers` knows who
takes it. What the run did is left in its lists of rows and records, for the shell to write.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.ids import new_id
from engine.kernel.move import Done, Ended, Entry, Halt, Move
from engine.kernel.program import EventKind, Flow, Node, NodeKind, Program
from engine.kernel.requests import Steps
from engine.kernel.slice import Slice
from engine.kernel.state import (
    Activity,
    ActivityState,
    IncidentRow,
    Instance,
    JobRow,
    Record,
    Scope,
    Status,
    Subscription,
    TimerRow,
    Token,
    Wait,
    WorkItemRow,
)

STEPS_PER_RUN = 1_000
STEPS_IN_ALL = 1_000_000

ENTERED, COMPLETED, INTERRUPTED, CAUGHT, THROWN = 12, 13, 14, 8, "thrown"

Handler = Callable[["Run", Any], Steps[None]]
Armed = TimerRow | Subscription


class Run:
    """The kernel at work on one root instance."""

    def __init__(
        self, *, now: datetime, handlers: Mapping[type[Entry], Handler], limit: int = STEPS_PER_RUN
    ) -> None:
        self.now = now
        self.moment = now
        """How late it was when it was last asked: work within a run takes time."""
        self.first_due: datetime | None = None
        """When the first timer armed in this run may be due."""
        self.slice = Slice()
        self.agenda: deque[Entry] = deque()
        self.broadcasts: deque[Move] = deque()
        """Moves that throw a signal: made when nothing else moves, so that every branch can listen."""
        self.records: list[Record] = []
        self.work_items: dict[int, WorkItemRow] = {}
        self.jobs: dict[int, JobRow] = {}
        self.incidents: dict[int, IncidentRow] = {}
        self.armed: dict[int, list[Armed]] = {}
        """Timers and subscriptions made in this run, by the id of the owning token or scope."""
        self.disarmed: list[Token] = []
        """Tokens from before this run whose timers, subscriptions, jobs and work items go."""
        self.closed: list[Scope] = []
        """Scopes whose armed event sub-processes go."""
        self.ended: list[tuple[int, ActivityState]] = []
        """Visits from before this run that ended in it."""
        self.ended_places: dict[int, tuple[int, str]] = {}
        """Scope and element of those that completed."""
        self.joins: dict[tuple[int, str], int | None] = {}
        """Parallel joins by (scope, element): flows still missing; None when no token waits there."""
        self.looked_at: dict[int, Subscription] = {}
        """Conditional events whose condition was evaluated: what it was is stored with them."""
        self.conditions: list[Subscription] | None = None
        """Conditional events armed before this run, once they are asked for."""
        self.writes_seen = 0
        """How many writes there had been when conditions were last looked at; -1: look now."""
        self.spent: list[Armed] = []
        """Parts of parallel multiple events that have happened; they are not armed any more."""
        self.steps = 0
        self.steps_before = 0
        """Steps the root instance made before this run."""
        self.touched_scopes: set[int] = set()
        self._handlers = handlers
        self._limit = limit

    def drain(
        self,
        data_changed: Callable[[Run], Steps[None]],
        time_passed: Callable[[Run], Steps[None]],
        at_rest: Callable[[Run], Steps[bool]],
    ) -> Steps[None]:
        """Work the agenda off; then ask what happens at rest (joins by reachability), and go on with it.

        Data that changed and timers that fell due are looked at before anything else moves: an interruption is
        immediate.
        """
        while True:
            leaving = self.agenda and not isinstance(self.agenda[0], Move)
            if self.slice.writes != self.writes_seen and not leaving:
                self.writes_seen = self.slice.writes
                yield from data_changed(self)
            elif self._overtaken() and not leaving:
                yield from time_passed(self)
            elif self.agenda or self.broadcasts:
                yield from self._next()
            elif not (yield from at_rest(self)):
                return

    def _overtaken(self) -> bool:
        """Whether a timer armed in this run fell due while its work was done."""
        return self.first_due is not None and self.now < self.moment >= self.first_due

    def _next(self) -> Steps[None]:
        entry = self.agenda.popleft() if self.agenda else self.broadcasts.popleft()
        if isinstance(entry, Move):
            if self.steps >= self._limit:
                self._continue_later(entry)
                return
            self.steps += 1
        if entry.scope.open:  # else it was interrupted while on its way
            yield from self._take(entry)

    def _take(self, entry: Entry) -> Steps[None]:
        try:
            yield from self._handlers[type(entry)](self, entry)
        except Halt as halt:
            if isinstance(entry, Ended):
                raise
            self.halt(entry, halt)

    def halt(self, entry: Move | Done, halt: Halt) -> None:
        """Leave the token on an incident; an operator's retry takes the same entry again."""
        if isinstance(entry, Done):
            token = self.stand(Move(entry.node, entry.scope, None, entry.activity_id), Wait.INCIDENT)
            token.leaving = True
        else:
            self._unstand(entry)
            token = self.stand(entry, Wait.INCIDENT)
        self.incidents[token.id] = IncidentRow(
            id=new_id(),
            instance_id=token.instance_id,
            token_id=token.id,
            activity_id=token.activity_id,
            element=token.element,
            code=halt.code,
            args=halt.facts,
        )
        facts = {"code": halt.code} | halt.facts
        self.record("incident", entry.scope, token.activity_id, entry.node.id, facts)

    def _unstand(self, move: Move) -> None:
        """Take back the token of a visit that stood before arming it failed: it waits for an operator instead."""
        begun = [
            token
            for token in self.slice.tokens.values()
            if token.status is Status.NEW
            and token.activity_id == move.activity_id
            and token.element == move.node.id
        ]
        for token in begun:
            self.lift(token)

    def _continue_later(self, move: Move) -> None:
        if not move.scope.open:
            return
        if self.steps_before + self.steps >= STEPS_IN_ALL:
            self.halt(move, Halt("STEP_LIMIT", limit=STEPS_IN_ALL))
        else:
            self.add_job(self.stand(move, Wait.JOB), "continue")

    def program_of(self, scope: Scope) -> Program:
        """The program the scope belongs to (loaded with the scope's instance)."""
        return self.slice.programs[scope.instance_id]

    def arrive(self, node: Node, scope: Scope, flow: str | None = None) -> None:
        """Put a token on its way to `node`. It must have been counted in `scope.tokens`."""
        event = node.event if node.kind in (NodeKind.THROW, NodeKind.END) else None
        signals = event is not None and EventKind.SIGNAL in (event.kind, *(one.kind for one in event.parts))
        (self.broadcasts if signals else self.agenda).append(Move(node, scope, flow))

    def done(self, node: Node, scope: Scope, activity_id: int) -> None:
        """The activity's work is done; leaving comes next, before other branches move."""
        self.agenda.appendleft(Done(node, scope, activity_id))

    def count(self, scope: Scope, by: int) -> None:
        """Note that `by` more (or fewer) tokens are in the scope."""
        if by:
            scope.tokens += by
            scope.touch()

    def consume(self, scope: Scope, tokens: int = 1) -> None:
        """Tokens end here; the last one ends its scope."""
        self.count(scope, -tokens)
        self.touched_scopes.add(scope.id)
        if scope.tokens == 0:
            self.agenda.appendleft(Ended(scope))

    def send(self, scope: Scope, flows: Sequence[Flow]) -> None:
        """Turn one token into one per flow."""
        nodes = self.program_of(scope).nodes
        self.count(scope, len(flows) - 1)
        for flow in flows:
            self.arrive(nodes[flow.target], scope, flow.id)

    def stand(self, move: Move, wait: Wait) -> Token:
        """Let the moving token stand still at its node, for one reason."""
        token = Token(
            id=new_id(),
            instance_id=move.scope.instance_id,
            scope_id=move.scope.id,
            element=move.node.id,
            wait=wait,
            activity_id=move.activity_id if move.activity_id is not None else new_id(),
            flow=move.flow,
        )
        self.touched_scopes.add(move.scope.id)
        return self.slice.add_token(token)

    def rewait(self, token: Token, wait: Wait) -> None:
        """Let a standing token wait for something else."""
        if token.status is Status.CLEAN:
            token.status = Status.DIRTY
        self.jobs.pop(token.id, None)
        token.wait = wait

    def lift(self, token: Token) -> None:
        """Take a standing token up: nothing is armed for it any more."""
        self.armed.pop(token.id, None)
        if token.status is Status.NEW:
            self.slice.tokens.pop(token.id)
            self.jobs.pop(token.id, None)
            self.incidents.pop(token.id, None)
            self.work_items.pop(token.id, None)
        else:
            self.disarmed.append(token)
        token.status = Status.GONE
        self.touched_scopes.add(token.scope_id)

    def add_job(
        self,
        token: Token,
        kind: str,
        *,
        adapter: str | None = None,
        inputs: dict[str, Any] | None = None,
        due_at: datetime | None = None,
        retries: int = 5,
        error: str | None = None,
        attempts: int = 0,
    ) -> None:
        """Work for after the commit, belonging to a token that waits for it."""
        self.jobs[token.id] = JobRow(
            id=new_id(),
            instance_id=token.instance_id,
            token_id=token.id,
            activity_id=token.activity_id,
            kind=kind,
            due_at=due_at or self.now,
            adapter=adapter,
            inputs=inputs or {},
            retries=retries,
            error=error,
            attempts=attempts,
        )

    def disarm_scope(self, scope: Scope) -> None:
        """What was armed for the scope itself (its event sub-processes) goes."""
        self.armed.pop(scope.id, None)
        if scope.status is not Status.NEW:
            self.closed.append(scope)

    def begin_visit(self, move: Move) -> int:
        """Open the visit of an activity or waiting event; returns its id."""
        activity_id = new_id()
        self.slice.activities[activity_id] = Activity(
            id=activity_id,
            instance_id=move.scope.instance_id,
            scope_id=move.scope.id,
            element=move.node.id,
            state=ActivityState.ACTIVE,
            started_at=self.now,
        )
        move.activity_id = activity_id
        self.record(ENTERED, move.scope, activity_id, move.node.id)
        return activity_id

    def end_visit(self, activity_id: int, state: ActivityState, scope: Scope, element: str) -> None:
        """Close a visit, whether it began in this run or before."""
        activity = self.slice.activities.get(activity_id)
        if activity is None:
            self.ended.append((activity_id, state))
            self.ended_places[activity_id] = (scope.id, element)
        else:
            activity.state = state
            activity.ended_at = self.now
        code = COMPLETED if state is ActivityState.COMPLETED else INTERRUPTED
        self.record(code, scope, activity_id, element)

    def pass_through(self, move: Move, code: int | str = COMPLETED) -> None:
        """Record a node that never waits: one event stands for entered and completed."""
        self.record(code, move.scope, move.activity_id or new_id(), move.node.id)

    def record_instance(self, code: int | str, instance: Instance) -> None:
        """Note an audit event of an instance as a whole."""
        self.records.append(Record(code=code, instance_id=instance.id))

    def note_parameters(self, instance_id: int, values: dict[str, Any]) -> None:
        """Note what parameters of the package were read, and what they were."""
        self.records.append(Record(code="parameters", instance_id=instance_id, payload={"values": values}))

    def record_token(self, code: int | str, token: Token, payload: dict[str, Any]) -> None:
        """Note an audit event of a standing token."""
        self.records.append(
            Record(
                code=code,
                instance_id=token.instance_id,
                activity_id=token.activity_id,
                element=token.element,
                payload=payload,
            )
        )

    def record(
        self,
        code: int | str,
        scope: Scope,
        activity_id: int | None,
        element: str | None,
        payload: dict[str, Any] | None = None,
    ) -> None:
        """Note an audit event."""
        self.records.append(
            Record(
                code=code,
                instance_id=scope.instance_id,
                activity_id=activity_id,
                element=element,
                payload=payload,
            )
        )
