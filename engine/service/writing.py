"""What a run did, as rows: only what is new or changed. What is gone: `clearing`."""

from __future__ import annotations

from collections.abc import Collection

from engine.calendar.basis import bases_text, basis_text
from engine.kernel.run import Run
from engine.kernel.state import Scope, Status, Subscription, TimerRow, Token
from engine.service.clearing import Clearing
from engine.store.hot import Hot
from engine.store.types import to_micros
from engine.store.uow import Transaction
from engine.store.values import encode

_INSTANCE = """INSERT INTO engine_instance (id, root_id, definition_id, parent_token, depth, business_key, state,
 version, steps, started_at, started_by, ended_at) VALUES (?,?,?,?,?,?,?,0,?,?,?,?)"""
_INSTANCE_STATE = "UPDATE engine_instance SET state = ?, ended_at = ? WHERE id = ?"
_SCOPE = """INSERT INTO engine_scope (id, root_id, instance_id, parent_id, kind, element, token_id, activity_id,
 open, tokens, position, total, started, active, completed, "local", output)
 VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"""
_SCOPE_STATE = """UPDATE engine_scope SET open = ?, tokens = ?, total = ?, started = ?, active = ?,
 completed = ?, "local" = ?, output = ? WHERE id = ?"""
_TOKEN = """INSERT INTO engine_token (id, root_id, instance_id, scope_id, element, wait, activity_id, flow, leaving)
 VALUES (?,?,?,?,?,?,?,?,?)"""
_TOKEN_MOVED = """UPDATE engine_token SET id = ?, root_id = ?, instance_id = ?, scope_id = ?, element = ?, wait = ?,
 activity_id = ?, flow = ?, leaving = ? WHERE id = ?"""
_TOKEN_STATE = "UPDATE engine_token SET wait = ?, leaving = ? WHERE id = ?"
_ACTIVITY = """INSERT INTO engine_activity (id, root_id, instance_id, scope_id, element, state, started_at,
 ended_at) VALUES (?,?,?,?,?,?,?,?)"""
_ACTIVITY_END = "UPDATE engine_activity SET state = ?, ended_at = ? WHERE id = ?"
_VARIABLE = """INSERT INTO engine_variable (scope_id, name, root_id, value) VALUES (?,?,?,?)
 ON CONFLICT (scope_id, name) DO UPDATE SET value = excluded.value"""
_JOIN = """INSERT INTO engine_join (scope_id, element, root_id, missing) VALUES (?,?,?,?)
 ON CONFLICT (scope_id, element) DO UPDATE SET missing = excluded.missing"""
_TIMER = """INSERT INTO engine_timer (id, root_id, instance_id, element, due_at, token_id, scope_id, remaining,
 "interval", basis) VALUES (?,?,?,?,?,?,?,?,?,?)"""
_SUBSCRIPTION = """INSERT INTO engine_subscription (id, root_id, instance_id, element, kind, name, correlation,
 token_id, scope_id) VALUES (?,?,?,?,?,?,?,?,?)"""
_JOB = """INSERT INTO engine_job (id, root_id, instance_id, token_id, activity_id, kind, adapter, inputs, due_at,
 attempts, retries, error) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"""
_INCIDENT = """INSERT INTO engine_incident (id, root_id, instance_id, token_id, activity_id, element, code, args, at)
 VALUES (?,?,?,?,?,?,?,?,?)"""
_WORK_ITEM = """INSERT INTO engine_work_item (id, root_id, instance_id, definition_id, token_id, activity_id, slot,
 element, name, title, form, assignee, state, priority, due_at, follow_up_at, created_at, revision, business_key,
 started_by, bases) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0,?,?,?)"""
_CANDIDATE = "INSERT INTO engine_candidate (kind, name, work_item_id, open, due_at) VALUES (?,?,?,?,?)"


class Writer:
    """Writes one run into one transaction."""

    def __init__(
        self,
        *,
        tx: Transaction,
        hot: Hot,
        root_id: int,
        started_by: str | None,
        completed_by_hand: Collection[int] = (),
    ) -> None:
        self.tx = tx
        self.hot = hot
        self.root_id = root_id
        self.started_by = started_by
        self.now = tx.micros
        self._clearing = Clearing(hot=hot, now=self.now, completed_by_hand=completed_by_hand)

    def write(self, run: Run) -> None:
        """Everything, in an order that foreign keys like."""
        self._instances(run)
        self._scopes(run)
        self._clearing.gone(run)
        self._tokens(run)
        self._activities(run)
        self._variables(run)
        self._joins(run)
        self._armed(run)
        self._jobs(run)
        self._incidents(run)
        self._work_items(run)
        self._records(run)

    def _instances(self, run: Run) -> None:
        new, changed = [], []
        for one in run.slice.instances.values():
            ended = None if one.ended_at is None else to_micros(one.ended_at)
            if one.status is Status.NEW:
                new.append(
                    (
                        one.id,
                        self.root_id,
                        one.definition_id,
                        one.parent_token,
                        one.depth,
                        one.business_key,
                        one.state.value,
                        one.steps,
                        self.now,
                        self.started_by,
                        ended,
                    )
                )
            elif one.status is Status.DIRTY:
                changed.append((one.state.value, ended, one.id))
        self.hot.insert(_INSTANCE, new)
        self.hot.many(_INSTANCE_STATE, changed)

    def _scopes(self, run: Run) -> None:
        new, changed = [], []
        for scope in run.slice.scopes.values():
            if scope.status is Status.NEW:
                new.append(self._scope_row(scope))
            elif scope.status is Status.DIRTY:
                changed.append((*_scope_state(scope), scope.id))
        self.hot.insert(_SCOPE, new)
        self.hot.many(_SCOPE_STATE, changed)

    def _scope_row(self, scope: Scope) -> tuple[object, ...]:
        is_open, tokens, total, started, active, completed, local, output = _scope_state(scope)
        return (
            scope.id,
            self.root_id,
            scope.instance_id,
            scope.parent_id,
            scope.kind.value,
            scope.element,
            scope.token_id,
            scope.activity_id,
            is_open,
            tokens,
            scope.index,
            total,
            started,
            active,
            completed,
            local,
            output,
        )

    def _tokens(self, run: Run) -> None:
        new, changed = [], []
        for token in run.slice.tokens.values():
            if token.status is Status.NEW:
                new.append(self._token_row(token))
            elif token.status is Status.DIRTY:
                changed.append((token.wait.value, token.leaving, token.id))
                self._clearing.delete("engine_job", "token_id", [token.id])
        gone = [token.id for token in run.disarmed]
        if len(gone) == len(new) == 1:
            self.hot.run(_TOKEN_MOVED, (*new[0], gone[0]))
        else:
            self._clearing.delete("engine_token", "id", gone)
            self.hot.insert(_TOKEN, new)
        self.hot.many(_TOKEN_STATE, changed)

    def _token_row(self, token: Token) -> tuple[object, ...]:
        return (
            token.id,
            self.root_id,
            token.instance_id,
            token.scope_id,
            token.element,
            token.wait.value,
            token.activity_id,
            token.flow,
            token.leaving,
        )

    def _activities(self, run: Run) -> None:
        self.hot.insert(
            _ACTIVITY,
            [
                (
                    one.id,
                    self.root_id,
                    one.instance_id,
                    one.scope_id,
                    one.element,
                    one.state.value,
                    to_micros(one.started_at),
                    None if one.ended_at is None else to_micros(one.ended_at),
                )
                for one in run.slice.activities.values()
            ],
        )
        self.hot.many(_ACTIVITY_END, [(state.value, self.now, one) for one, state in run.ended])

    def _variables(self, run: Run) -> None:
        self.hot.insert(
            _VARIABLE,
            [
                (scope_id, name, self.root_id, encode(value, name=name))
                for (scope_id, name), value in run.slice.written.items()
            ],
        )

    def _joins(self, run: Run) -> None:
        waiting = [(*key, self.root_id, missing) for key, missing in run.joins.items() if missing is not None]
        self.hot.insert(_JOIN, waiting)
        self.hot.many(
            "DELETE FROM engine_join WHERE scope_id = ? AND element = ?",
            [key for key, missing in run.joins.items() if missing is None],
        )

    def _armed(self, run: Run) -> None:
        timers, subscriptions = [], []
        for rows in run.armed.values():
            for row in rows:
                if isinstance(row, TimerRow):
                    timers.append(self._timer_row(row))
                else:
                    subscriptions.append(self._subscription_row(row))
        for row in run.spent:
            table = "engine_timer" if isinstance(row, TimerRow) else "engine_subscription"
            self._clearing.delete(table, "id", [row.id])
        made = {row.id for row in subscriptions_of(run)}
        self.hot.many(
            "UPDATE engine_subscription SET correlation = ? WHERE id = ?",
            [(row.correlation, row.id) for row in run.looked_at.values() if row.id not in made],
        )
        self.hot.insert(_TIMER, timers)
        self.hot.insert(_SUBSCRIPTION, subscriptions)

    def _timer_row(self, row: TimerRow) -> tuple[object, ...]:
        owner = (row.token_id, row.scope_id, row.remaining, row.interval, basis_text(row.basis))
        return (row.id, self.root_id, row.instance_id, row.element, to_micros(row.due_at), *owner)

    def _subscription_row(self, row: Subscription) -> tuple[object, ...]:
        what = (row.element, row.kind, row.name, row.correlation, row.token_id, row.scope_id)
        return (row.id, self.root_id, row.instance_id, *what)

    def _jobs(self, run: Run) -> None:
        self.hot.insert(
            _JOB,
            [
                (
                    job.id,
                    self.root_id,
                    job.instance_id,
                    job.token_id,
                    job.activity_id,
                    job.kind,
                    job.adapter,
                    encode(job.inputs, name=job.adapter or "job") if job.inputs else None,
                    to_micros(job.due_at),
                    job.attempts,
                    job.retries,
                    job.error,
                )
                for job in run.jobs.values()
            ],
        )

    def _incidents(self, run: Run) -> None:
        self.hot.insert(
            _INCIDENT,
            [
                (
                    one.id,
                    self.root_id,
                    one.instance_id,
                    one.token_id,
                    one.activity_id,
                    one.element,
                    one.code,
                    encode(one.args, name="incident"),
                    self.now,
                )
                for one in run.incidents.values()
            ],
        )

    def _work_items(self, run: Run) -> None:
        items: list[tuple[object, ...]] = []
        candidates: list[tuple[object, ...]] = []
        for item in run.work_items.values():
            instance = run.slice.instances[item.instance_id]
            state = "offered" if item.assignee is None else "claimed"
            due_at = None if item.due_at is None else to_micros(item.due_at)
            items.append(
                (
                    item.id,
                    self.root_id,
                    item.instance_id,
                    instance.definition_id,
                    item.token_id,
                    item.activity_id,
                    item.slot,
                    item.element,
                    item.name,
                    item.title,
                    item.form,
                    item.assignee,
                    state,
                    item.priority,
                    due_at,
                    None if item.follow_up_at is None else to_micros(item.follow_up_at),
                    self.now,
                    instance.business_key,
                    self.started_by,
                    bases_text(item.bases),
                )
            )
            for kind, names in (("user", item.candidate_users), ("group", item.candidate_groups)):
                candidates.extend(
                    (kind, name, item.id, item.assignee is None, due_at) for name in dict.fromkeys(names)
                )
        self.hot.insert(_WORK_ITEM, items)
        self.hot.insert(_CANDIDATE, candidates)

    def _records(self, run: Run) -> None:
        for record in run.records:
            self.tx.audit(
                record.code,
                root=self.root_id,
                instance=record.instance_id,
                activity=record.activity_id,
                element=record.element,
                payload=record.payload,
            )
        if run.slice.written:
            self._record_values(run)

    def _record_values(self, run: Run) -> None:
        by_scope: dict[int, dict[str, str]] = {}
        for (scope_id, name), value in run.slice.written.items():
            by_scope.setdefault(scope_id, {})[name] = encode(value, name=name)
        for scope_id, values in by_scope.items():
            scope = run.slice.scopes[scope_id]
            self.tx.audit(
                11,
                root=self.root_id,
                instance=scope.instance_id,
                element=scope.element or None,
                payload={"scope": str(scope_id), "values": values},
            )


def _scope_state(scope: Scope) -> tuple[object, ...]:
    return (
        scope.open,
        scope.tokens,
        scope.total,
        scope.started,
        scope.active,
        scope.completed,
        encode(scope.local, name="local") if scope.local else None,
        None if scope.output is None else encode(scope.output, name="output"),
    )


def subscriptions_of(run: Run) -> list[Subscription]:
    """Subscriptions made in this run."""
    return [row for rows in run.armed.values() for row in rows if isinstance(row, Subscription)]
