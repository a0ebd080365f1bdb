"""Rows to kernel objects."""

from __future__ import annotations

from typing import Any

from engine.calendar.basis import read_basis
from engine.kernel.requests import Below
from engine.kernel.state import (
    Instance,
    InstanceState,
    JobRow,
    Scope,
    ScopeKind,
    Status,
    Subscription,
    TimerRow,
    Token,
    Wait,
)
from engine.store.hot import Hot, Row, marks
from engine.store.types import from_micros
from engine.store.values import decode

INSTANCE = "id, definition_id, parent_token, depth, business_key, state, steps"
SCOPE = (
    "id, instance_id, parent_id, kind, element, token_id, activity_id, open, tokens, position, total, started,"
    ' active, completed, "local", output'
)
TOKEN = "id, instance_id, scope_id, element, wait, activity_id, flow, leaving"
TIMER = 'id, instance_id, element, due_at, token_id, scope_id, remaining, "interval", basis'
SUBSCRIPTION = "id, instance_id, element, kind, name, correlation, token_id, scope_id"
JOB = "id, instance_id, token_id, activity_id, kind, adapter, inputs, due_at, attempts, retries, error"

_WAITS = {wait.value: wait for wait in Wait}
_KINDS = {kind.value: kind for kind in ScopeKind}
_STATES = {state.value: state for state in InstanceState}

_BELOW = f"""
WITH RECURSIVE inside(id) AS (
    SELECT CAST(? AS BIGINT)
    UNION ALL
    SELECT s.id FROM engine_scope s JOIN inside i ON s.parent_id = i.id WHERE s.open
    UNION ALL
    SELECT s.id FROM inside i
    JOIN engine_token t ON t.scope_id = i.id AND t.wait = 'child_instance'
    JOIN engine_instance c ON c.parent_token = t.id
    JOIN engine_scope s ON s.instance_id = c.id AND s.parent_id IS NULL AND s.open
)
SELECT {SCOPE} FROM engine_scope WHERE id IN (SELECT id FROM inside) AND open
"""
_BELOW_POSTGRESQL = f"""
WITH RECURSIVE inside(id) AS (
    SELECT CAST(? AS BIGINT)
    UNION ALL
    SELECT n.id FROM inside i CROSS JOIN LATERAL (
        SELECT s.id FROM engine_scope s WHERE s.parent_id = i.id AND s.open
        UNION ALL
        SELECT s.id FROM engine_token t
        JOIN engine_instance c ON c.parent_token = t.id
        JOIN engine_scope s ON s.instance_id = c.id AND s.parent_id IS NULL AND s.open
        WHERE t.scope_id = i.id AND t.wait = 'child_instance'
    ) n
)
SELECT {SCOPE} FROM engine_scope WHERE id IN (SELECT id FROM inside) AND open
"""
_AROUND = f"""
WITH RECURSIVE around(id, parent_id) AS (
    SELECT id, parent_id FROM engine_scope WHERE id = ?
    UNION ALL
    SELECT s.id, s.parent_id FROM around a JOIN engine_scope s ON s.id = a.parent_id
)
SELECT {SCOPE} FROM engine_scope WHERE id IN (SELECT id FROM around)
"""


def to_instance(row: Row) -> Instance:
    """A row in the order of INSTANCE."""
    return Instance(
        id=row[0],
        definition_id=row[1],
        parent_token=row[2],
        depth=row[3],
        business_key=row[4],
        state=_STATES[row[5]],
        steps=row[6],
        status=Status.CLEAN,
    )


def to_scope(row: Row) -> Scope:
    """A row in the order of SCOPE."""
    return Scope(
        id=row[0],
        instance_id=row[1],
        parent_id=row[2],
        kind=_KINDS[row[3]],
        element=row[4],
        token_id=row[5],
        activity_id=row[6],
        open=bool(row[7]),
        tokens=row[8],
        index=row[9],
        total=row[10],
        started=row[11],
        active=row[12],
        completed=row[13],
        local=decode(row[14]) if row[14] else {},
        output=decode(row[15]) if row[15] else None,
        status=Status.CLEAN,
    )


def to_token(row: Row) -> Token:
    """A row in the order of TOKEN."""
    return Token(
        id=row[0],
        instance_id=row[1],
        scope_id=row[2],
        element=row[3],
        wait=_WAITS[row[4]],
        activity_id=row[5],
        flow=row[6],
        leaving=bool(row[7]),
        status=Status.CLEAN,
    )


def to_timer(row: Row) -> TimerRow:
    """A row in the order of TIMER."""
    return TimerRow(
        id=row[0],
        instance_id=row[1],
        element=row[2],
        due_at=from_micros(row[3]),
        token_id=row[4],
        scope_id=row[5],
        remaining=row[6],
        interval=row[7],
        basis=read_basis(row[8]),
    )


def to_subscription(row: Row) -> Subscription:
    """A row in the order of SUBSCRIPTION."""
    return Subscription(
        id=row[0],
        instance_id=row[1],
        element=row[2],
        kind=row[3],
        name=row[4],
        correlation=row[5],
        token_id=row[6],
        scope_id=row[7],
    )


def to_job(row: Row) -> JobRow:
    """A row in the order of JOB."""
    return JobRow(
        id=row[0],
        instance_id=row[1],
        token_id=row[2],
        activity_id=row[3],
        kind=row[4],
        adapter=row[5],
        inputs=decode(row[6]) if row[6] else {},
        due_at=from_micros(row[7]),
        attempts=row[8],
        retries=row[9],
        error=row[10],
    )


class Loader:
    """Answers the kernel's questions about rows."""

    __slots__ = ("hot",)

    def __init__(self, hot: Hot) -> None:
        self.hot = hot

    def token(self, token_id: int) -> Token | None:
        """An open token."""
        row = self.hot.one(f"SELECT {TOKEN} FROM engine_token WHERE id = ?", (token_id,))
        return None if row is None else to_token(row)

    def scope(self, scope_id: int) -> Scope:
        """A scope."""
        row = self.hot.one(f"SELECT {SCOPE} FROM engine_scope WHERE id = ?", (scope_id,))
        if row is None:
            raise AssertionError(f"scope {scope_id} is missing")
        return to_scope(row)

    def around(self, scope_id: int) -> list[Scope]:
        """A scope and those around it, up to its process."""
        return [to_scope(row) for row in self.hot.all(_AROUND, (scope_id,))]

    def process_scope(self, instance_id: int) -> Scope:
        """The outermost scope of an instance."""
        row = self.hot.one(
            f"SELECT {SCOPE} FROM engine_scope WHERE instance_id = ? AND parent_id IS NULL", (instance_id,)
        )
        if row is None:
            raise AssertionError(f"instance {instance_id} has no scope")
        return to_scope(row)

    def instance(self, instance_id: int) -> Instance:
        """An instance."""
        row = self.hot.one(f"SELECT {INSTANCE} FROM engine_instance WHERE id = ?", (instance_id,))
        if row is None:
            raise AssertionError(f"instance {instance_id} is missing")
        return to_instance(row)

    def variables(
        self, scope_ids: tuple[int, ...], names: frozenset[str] | None
    ) -> dict[int, dict[str, Any]]:
        """Values by scope and name."""
        where = f"scope_id IN ({marks(len(scope_ids))})"
        parameters: tuple[Any, ...] = scope_ids
        if names is not None:
            where += f" AND name IN ({marks(len(names))})"
            parameters = (*scope_ids, *sorted(names))
        values: dict[int, dict[str, Any]] = {}
        for scope_id, name, text in self.hot.all(
            f"SELECT scope_id, name, value FROM engine_variable WHERE {where}", parameters
        ):
            values.setdefault(scope_id, {})[name] = decode(text)
        return values

    def tokens(self, scope_id: int, element: str | None) -> list[Token]:
        """The open tokens of a scope."""
        sql, parameters = f"SELECT {TOKEN} FROM engine_token WHERE scope_id = ?", (scope_id,)
        rows = (
            self.hot.all(sql, parameters)
            if element is None
            else self.hot.all(sql + " AND element = ?", (*parameters, element))
        )
        return [to_token(row) for row in rows]

    def join(self, scope_id: int, element: str, flow: str) -> tuple[int | None, bool]:
        """How many flows a parallel join misses, and whether a token waits that came by this flow."""
        row = self.hot.one(
            "SELECT (SELECT missing FROM engine_join WHERE scope_id = ? AND element = ?),"
            " EXISTS (SELECT 1 FROM engine_token WHERE scope_id = ? AND element = ? AND flow = ?)",
            (scope_id, element, scope_id, element, flow),
        )
        if row is None:
            raise AssertionError("a SELECT without FROM gives one row")
        return row[0], bool(row[1])

    def below(self, scope_id: int) -> Below:
        """Everything open inside a scope."""
        sql = _BELOW_POSTGRESQL if self.hot.postgresql else _BELOW
        scopes = [to_scope(row) for row in self.hot.all(sql, (scope_id,))]
        ids = tuple(scope.id for scope in scopes)
        below = Below(scopes=scopes)
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            below.tokens.extend(
                to_token(row)
                for row in self.hot.all(
                    f"SELECT {TOKEN} FROM engine_token WHERE scope_id IN ({marks(len(part))})", part
                )
            )
        for scope in scopes:
            if scope.parent_id is None and scope.id != scope_id:
                below.instances.append(self.instance(scope.instance_id))
        return below

    def inside(self, token_id: int) -> Scope | None:
        """The open scope a token waits for."""
        row = self.hot.one(f"SELECT {SCOPE} FROM engine_scope WHERE token_id = ? AND open", (token_id,))
        return None if row is None else to_scope(row)

    def called(self, token_id: int) -> tuple[Instance, Scope] | None:
        """The running instance a call activity waits for."""
        row = self.hot.one(
            f"SELECT {INSTANCE} FROM engine_instance WHERE parent_token = ? AND ended_at IS NULL", (token_id,)
        )
        if row is None:
            return None
        instance = to_instance(row)
        return instance, self.process_scope(instance.id)

    def listeners(self, root_id: int, kind: str, name: str | None) -> list[Subscription]:
        """Subscriptions of one root instance to a signal, or to anything of the kind."""
        columns = f"SELECT {SUBSCRIPTION} FROM engine_subscription WHERE kind = ? AND root_id = ?"
        if name is None:
            rows = self.hot.all(f"{columns} ORDER BY id", (kind, root_id))
        else:
            rows = self.hot.all(f"{columns} AND name = ? ORDER BY id", (kind, root_id, name))
        return [to_subscription(row) for row in rows]

    def completed(self, scope_id: int) -> list[tuple[int, str]]:
        """Completed visits in a scope and in the items of its loops."""
        rows = self.hot.all(
            "SELECT a.id, a.element FROM engine_activity a LEFT JOIN engine_scope i ON i.id = a.scope_id"
            " LEFT JOIN engine_scope l ON l.id = i.parent_id AND i.kind = 'item'"
            " WHERE a.instance_id = (SELECT instance_id FROM engine_scope WHERE id = ?)"
            " AND a.state = 'completed' AND (a.scope_id = ? OR l.parent_id = ?)",
            (scope_id, scope_id, scope_id),
        )
        return [(row[0], row[1]) for row in rows]

    def visit_scope(self, activity_id: int) -> Scope | None:
        """The scope that a visit of a sub-process opened."""
        row = self.hot.one(
            f"SELECT {SCOPE} FROM engine_scope WHERE activity_id = ? AND kind = 'sub_process'", (activity_id,)
        )
        return None if row is None else to_scope(row)

    def armed(
        self, token_id: int | None, scope_id: int | None, element: str
    ) -> list[TimerRow | Subscription]:
        """Timers and subscriptions that a token or a scope has for an element."""
        column, owner = ("scope_id", scope_id) if token_id is None else ("token_id", token_id)
        where = f"WHERE {column} = ? AND element = ?"
        timers = self.hot.all(f"SELECT {TIMER} FROM engine_timer {where}", (owner, element))
        rows = self.hot.all(f"SELECT {SUBSCRIPTION} FROM engine_subscription {where}", (owner, element))
        return [*map(to_timer, timers), *map(to_subscription, rows)]

    def outputs(self, loop_id: int) -> list[tuple[int, Any]]:
        """Outputs of the completed items of a loop, in order."""
        rows = self.hot.all(
            "SELECT position, output FROM engine_scope WHERE parent_id = ? AND completed = 1 ORDER BY position",
            (loop_id,),
        )
        return [(row[0], decode(row[1]) if row[1] else None) for row in rows]

    def item(self, loop_id: int, variable: str | None, element: Any) -> Scope | None:
        """The open item of a loop whose element variable has this value."""
        rows = self.hot.all(f"SELECT {SCOPE} FROM engine_scope WHERE parent_id = ? AND open", (loop_id,))
        for scope in map(to_scope, rows):
            if variable is not None and scope.local.get(variable) == element:
                return scope
        return None
