"""What a run took away: tokens' timers, subscriptions, jobs, items and incidents that nobody needs any more."""

from __future__ import annotations

from collections.abc import Collection

from engine.kernel.run import Run
from engine.kernel.state import Token, Wait
from engine.store.hot import Hot, marks

_OWNED = {
    Wait.TIMER: ("engine_timer",),
    Wait.SUBSCRIPTION: ("engine_timer", "engine_subscription"),
    Wait.EVENT_GATEWAY: ("engine_timer", "engine_subscription"),
    Wait.JOB: ("engine_job",),
}


class Clearing:
    """Deletes and closes within one transaction. `completed_by_hand`: tokens whose items a person closed."""

    def __init__(self, *, hot: Hot, now: int, completed_by_hand: Collection[int]) -> None:
        self._hot = hot
        self._now = now
        self._completed_by_hand = completed_by_hand

    def gone(self, run: Run) -> None:
        """What was armed for tokens that were taken up."""
        by_table: dict[str, list[int]] = {}
        for token in run.disarmed:
            tables = _OWNED.get(token.wait, ())
            if token.wait is not Wait.JOIN and _has_boundaries(run, token):
                tables = (*tables, "engine_timer", "engine_subscription")
            for table in dict.fromkeys(tables):
                by_table.setdefault(table, []).append(token.id)
        for table, ids in by_table.items():
            self.delete(table, "token_id", ids)
        closed = [scope.id for scope in run.closed if scope.kind.value in ("process", "sub_process", "event")]
        self.delete("engine_timer", "scope_id", closed)
        self.delete("engine_subscription", "scope_id", closed)
        self._cancel_work_items(
            [
                token.id
                for token in run.disarmed
                if token.wait is Wait.WORK_ITEM and token.id not in self._completed_by_hand
            ]
        )
        self._resolve_incidents([t.id for t in run.disarmed if t.wait is Wait.INCIDENT])

    def delete(self, table: str, column: str, ids: list[int]) -> None:
        """Rows of `table` that belong to `ids`, in portions that every database takes."""
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            self._hot.run(f"DELETE FROM {table} WHERE {column} IN ({marks(len(part))})", part)

    def _cancel_work_items(self, token_ids: list[int]) -> None:
        """Items that nobody completed."""
        for start in range(0, len(token_ids), 500):
            part = token_ids[start : start + 500]
            self._hot.run(
                "UPDATE engine_work_item SET state = 'cancelled', closed_at = ?, revision = revision + 1"
                f" WHERE token_id IN ({marks(len(part))}) AND closed_at IS NULL",
                (self._now, *part),
            )
            self._hot.run(
                "UPDATE engine_candidate SET open = ? WHERE work_item_id IN"
                f" (SELECT id FROM engine_work_item WHERE token_id IN ({marks(len(part))}))",
                (False, *part),
            )

    def _resolve_incidents(self, token_ids: list[int]) -> None:
        for token_id in token_ids:
            self._hot.run(
                "UPDATE engine_incident SET resolved_at = ? WHERE token_id = ? AND resolved_at IS NULL",
                (self._now, token_id),
            )


def _has_boundaries(run: Run, token: Token) -> bool:
    program = run.slice.programs.get(token.instance_id)
    return program is None or bool(program.node(token.element).boundaries)
