"""Tokens, scopes and what is armed for them: nothing waits without a reason, nothing is armed for nobody."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.store.breach import Breach
from engine.store.verify.invariants import Invariant, broken

_WAITING = "SELECT t.id FROM engine_token t WHERE t.wait = '{wait}' AND ({count}) <> 1"


def _reason(wait: str, what: str, zh: str, count: str) -> Invariant:
    return Invariant(
        f"WAIT_{wait.upper()}",
        f"A token waits for {what}, but there is not exactly one.",
        f"令牌在等待{zh}，但对应的{zh}不唯一或不存在。",
        "engine_token",
        _WAITING.format(wait=wait, count=count),
    )


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "WAIT_WORK_ITEM",
        "A token waits for a work item, but there is none whose turn it is, or the task's own is not alone.",
        "令牌在等待工作项，但没有轮到办理的工作项，或任务本身的工作项不唯一。",
        "engine_token",
        "SELECT t.id FROM engine_token t WHERE t.wait = 'work_item' AND (NOT EXISTS (SELECT 1 FROM engine_work_item w"
        " WHERE w.token_id = t.id AND w.closed_at IS NULL AND w.state <> 'waiting')"
        " OR (SELECT COUNT(*) FROM engine_work_item w WHERE w.token_id = t.id AND w.slot = 0) <> 1)",
    ),
    Invariant(
        "SIGNER_TURN",
        "A work item waits for others though none of them is left, or does not wait for those who come first.",
        "工作项在等待他人，但已无人需要先办理；或应先等待他人却未等待。",
        "engine_work_item",
        "SELECT w.id FROM engine_work_item w WHERE w.closed_at IS NULL AND (w.state = 'waiting') <>"
        " (EXISTS (SELECT 1 FROM engine_signer s JOIN engine_work_item f ON f.id = s.work_item_id"
        " WHERE s.of_item = w.id AND s.kind IN ('before', 'delegate') AND f.closed_at IS NULL)"
        " OR EXISTS (SELECT 1 FROM engine_signer s JOIN engine_work_item o ON o.id = s.of_item"
        " WHERE s.work_item_id = w.id AND s.kind = 'after' AND o.closed_at IS NULL))",
    ),
    Invariant(
        "SIGNER_VISIT",
        "Somebody was added to a visit that is not that of the item he was added to.",
        "加签或委派的工作项与原工作项不属于同一任务。",
        "engine_signer",
        "SELECT s.work_item_id FROM engine_signer s JOIN engine_work_item w ON w.id = s.work_item_id"
        " WHERE w.activity_id <> s.activity_id OR (w.slot = 0) <> (s.kind = 'own')"
        " OR NOT EXISTS (SELECT 1 FROM engine_signer o WHERE o.activity_id = s.activity_id AND o.kind = 'own')",
    ),
    _reason(
        "timer",
        "a timer",
        "定时器",
        "SELECT COUNT(*) FROM engine_timer m WHERE m.token_id = t.id AND m.element = t.element",
    ),
    Invariant(
        "WAIT_SUBSCRIPTION",
        "A token waits for an event with nothing armed.",
        "令牌在等待事件，但没有任何已布防的事件。",
        "engine_token",
        "SELECT t.id FROM engine_token t WHERE t.wait = 'subscription'"
        " AND NOT EXISTS (SELECT 1 FROM engine_timer m WHERE m.token_id = t.id AND m.element = t.element)"
        " AND NOT EXISTS (SELECT 1 FROM engine_subscription s WHERE s.token_id = t.id AND s.element = t.element)",
    ),
    _reason("job", "a job", "作业", "SELECT COUNT(*) FROM engine_job j WHERE j.token_id = t.id"),
    _reason(
        "incident",
        "an operator",
        "异常处理",
        "SELECT COUNT(*) FROM engine_incident i WHERE i.token_id = t.id AND i.resolved_at IS NULL",
    ),
    _reason(
        "child_scope",
        "a scope inside",
        "子作用域",
        "SELECT COUNT(*) FROM engine_scope s WHERE s.token_id = t.id AND s.open",
    ),
    _reason(
        "ad_hoc",
        "an open ad-hoc scope",
        "打开的即席作用域",
        "SELECT COUNT(*) FROM engine_scope s WHERE s.token_id = t.id AND s.open",
    ),
    _reason(
        "child_instance",
        "a called instance",
        "被调用实例",
        "SELECT COUNT(*) FROM engine_instance i WHERE i.parent_token = t.id AND i.ended_at IS NULL",
    ),
    Invariant(
        "WAIT_EVENT_GATEWAY",
        "A token waits at an event-based gateway with nothing armed.",
        "令牌停在事件网关，但没有任何已布防的事件。",
        "engine_token",
        "SELECT t.id FROM engine_token t WHERE t.wait = 'event_gateway'"
        " AND NOT EXISTS (SELECT 1 FROM engine_timer m WHERE m.token_id = t.id)"
        " AND NOT EXISTS (SELECT 1 FROM engine_subscription s WHERE s.token_id = t.id)",
    ),
    Invariant(
        "TIMER_ORPHANED",
        "A timer is armed for a token or scope that is gone.",
        "定时器所属的令牌或作用域已不存在。",
        "engine_timer",
        "SELECT m.id FROM engine_timer m LEFT JOIN engine_token t ON t.id = m.token_id"
        " LEFT JOIN engine_scope s ON s.id = m.scope_id AND s.open WHERE t.id IS NULL AND s.id IS NULL",
    ),
    Invariant(
        "SUBSCRIPTION_ORPHANED",
        "A subscription is armed for a token or scope that is gone.",
        "订阅所属的令牌或作用域已不存在。",
        "engine_subscription",
        "SELECT m.id FROM engine_subscription m LEFT JOIN engine_token t ON t.id = m.token_id"
        " LEFT JOIN engine_scope s ON s.id = m.scope_id AND s.open WHERE t.id IS NULL AND s.id IS NULL",
    ),
    Invariant(
        "JOB_ORPHANED",
        "A job belongs to a token that is gone.",
        "作业所属的令牌已不存在。",
        "engine_job",
        "SELECT j.id FROM engine_job j LEFT JOIN engine_token t ON t.id = j.token_id"
        " WHERE j.token_id IS NOT NULL AND t.id IS NULL",
    ),
    Invariant(
        "WORK_ITEM_ORPHANED",
        "An open work item belongs to a token that is gone.",
        "未关闭的工作项所属的令牌已不存在。",
        "engine_work_item",
        "SELECT w.id FROM engine_work_item w LEFT JOIN engine_token t ON t.id = w.token_id"
        " WHERE w.closed_at IS NULL AND t.id IS NULL",
    ),
    Invariant(
        "SCOPE_MISCOUNTED",
        "A scope counts other tokens than stand in it.",
        "作用域的令牌计数与实际不符。",
        "engine_scope",
        "SELECT s.id FROM engine_scope s WHERE s.open AND s.kind NOT IN ('loop', 'item', 'local')"
        " AND s.tokens <> (SELECT COUNT(*) FROM engine_token t WHERE t.scope_id = s.id)",
    ),
    Invariant(
        "SCOPE_EMPTY",
        "A scope is open though nothing is in it.",
        "作用域仍打开，但其中没有任何令牌。",
        "engine_scope",
        "SELECT s.id FROM engine_scope s WHERE s.open AND s.tokens = 0"
        # nothing need run in an ad-hoc sub-process: somebody chooses what comes next
        " AND NOT EXISTS (SELECT 1 FROM engine_token t WHERE t.id = s.token_id AND t.wait = 'ad_hoc')",
    ),
    Invariant(
        "ENDED_WITH_TOKEN",
        "An instance has ended and still has a token.",
        "实例已结束，但仍有令牌。",
        "engine_instance",
        "SELECT DISTINCT i.id FROM engine_instance i JOIN engine_token t ON t.instance_id = i.id"
        " WHERE i.ended_at IS NOT NULL",
    ),
    Invariant(
        "OPEN_WITHOUT_TOKEN",
        "An instance has not ended and has no token.",
        "实例未结束，但没有任何令牌。",
        "engine_instance",
        "SELECT i.id FROM engine_instance i WHERE i.ended_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM engine_token t WHERE t.instance_id = i.id)",
    ),
    Invariant(
        "TOKEN_IN_CLOSED_SCOPE",
        "A token stands in a scope that is closed.",
        "令牌停在已关闭的作用域中。",
        "engine_token",
        "SELECT t.id FROM engine_token t JOIN engine_scope s ON s.id = t.scope_id WHERE NOT s.open",
    ),
    Invariant(
        "VISIT_UNFINISHED",
        "A visit is open though its instance has ended.",
        "实例已结束，但仍有未结束的活动。",
        "engine_activity",
        "SELECT a.id FROM engine_activity a JOIN engine_instance i ON i.id = a.instance_id"
        " WHERE a.ended_at IS NULL AND i.ended_at IS NOT NULL",
    ),
)


def verify_runtime(connection: Connection) -> list[Breach]:
    """Every invariant that some row breaks."""
    return broken(connection, INVARIANTS)
