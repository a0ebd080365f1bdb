"""`guanxi verify`: what is kept of approvals hangs together, and every answer is the one its facts give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.store.breach import Breach
from engine.store.values import decode
from engine.store.verify.invariants import SHOWN, Invariant, broken
from processes.approval import policies, tables
from processes.approval.chosen import pinned
from processes.approval.conditions import Undecided, enters
from processes.approval.errors import VersionNotFound
from processes.approval.model import Flow, Point

_INSTANCE = (
    "SELECT x.id FROM {table} x LEFT JOIN engine_instance i ON i.id = x.instance_id"
    " WHERE i.id IS NULL OR i.root_id <> x.root_id"
)
_VERSION = (
    "SELECT x.id FROM {table} x LEFT JOIN processes_policy_version v ON v.policy = x.policy"
    " AND v.version = x.version WHERE v.id IS NULL OR v.state <> 'released'"
)


_PINNED = (
    "SELECT x.instance_id FROM processes_route_pinned x LEFT JOIN engine_instance i ON i.id = x.instance_id"
    " WHERE i.id IS NULL OR i.root_id <> x.root_id"
)


def _of(table: str, sql: str, code: str, en: str, zh: str) -> Invariant:
    return Invariant(code, en, zh, table, sql.format(table=table))


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "POLICY_VERSIONS",
        "The versions of an approval flow do not count 1, 2, 3 …",
        "审批流程的版本号不连续。",
        "processes_policy",
        "SELECT p.key FROM processes_policy p JOIN processes_policy_version v ON v.policy = p.key"
        " GROUP BY p.key HAVING MIN(v.version) <> 1 OR MAX(v.version) <> COUNT(*)",
    ),
    Invariant(
        "POLICY_IN_FORCE_TWICE",
        "An approval flow has more than one version in force, or more than one draft.",
        "审批流程有多个生效版本或多个草稿。",
        "processes_policy",
        "SELECT v.policy FROM processes_policy_version v WHERE v.state = 'draft'"
        " GROUP BY v.policy HAVING COUNT(*) > 1"
        " UNION SELECT v.policy FROM processes_policy_version v JOIN processes_policy_version w"
        " ON w.policy = v.policy AND w.version > v.version WHERE v.state = 'released'"
        " AND w.state = 'released' AND (v.valid_to IS NULL OR w.valid_from IS NULL OR v.valid_to > w.valid_from)",
    ),
    _of(
        "processes_evaluation",
        _VERSION,
        "EVALUATION_VERSION",
        "A point was evaluated by a version of the flow that was never released.",
        "审批点的判定所依据的流程版本从未发布。",
    ),
    _of(
        "processes_evaluation",
        _INSTANCE,
        "EVALUATION_INSTANCE",
        "An evaluation belongs to an instance that does not exist, or has another root.",
        "判定所属的流程实例不存在，或其根实例不符。",
    ),
    Invariant(
        "EVALUATION_VISIT",
        "An evaluation belongs to a visit that its instance never made.",
        "判定所属的步骤在该实例中不存在。",
        "processes_evaluation",
        "SELECT x.id FROM processes_evaluation x LEFT JOIN engine_activity a ON a.id = x.activity_id"
        " WHERE a.id IS NULL OR a.instance_id <> x.instance_id OR a.element <> x.element",
    ),
    Invariant(
        "EVALUATION_NOBODY",
        "A point was entered and nobody was asked.",
        "已进入审批点，但没有审批人。",
        "processes_evaluation",
        "SELECT x.id FROM processes_evaluation x WHERE (x.outcome <> 'skipped') = (x.approvers = '[]')",
    ),
    _of(
        "processes_decision",
        _VERSION,
        "DECISION_VERSION",
        "A decision was taken under a version of the flow that was never released.",
        "审批意见所依据的流程版本从未发布。",
    ),
    _of(
        "processes_decision",
        _INSTANCE,
        "DECISION_INSTANCE",
        "A decision belongs to an instance that does not exist, or has another root.",
        "审批意见所属的流程实例不存在，或其根实例不符。",
    ),
    Invariant(
        "DECISION_WORK_ITEM",
        "A decision is not that of the person who completed its work item in its instance.",
        "审批意见与完成该工作项的人员或实例不符。",
        "processes_decision",
        "SELECT d.id FROM processes_decision d LEFT JOIN engine_work_item w ON w.id = d.work_item_id"
        " WHERE (d.person = '') <> (d.work_item_id IS NULL) OR d.person <> '' AND (w.id IS NULL"
        " OR w.state <> 'completed' OR w.instance_id <> d.instance_id"
        " OR w.closed_by IS NULL OR w.closed_by <> d.person)",
    ),
    Invariant(
        "DECISION_NOT_ASKED",
        "A point was decided about that was never entered, or about another document.",
        "对从未进入的审批点或其他单据作出了审批。",
        "processes_decision",
        "SELECT d.id FROM processes_decision d WHERE NOT EXISTS (SELECT 1 FROM processes_evaluation x"
        " WHERE x.instance_id = d.instance_id AND x.policy = d.policy AND x.version = d.version"
        " AND x.point = d.point AND x.outcome = 'entered' AND x.document_type = d.document_type"
        " AND x.document_id = d.document_id)",
    ),
    Invariant(
        "DECISION_BY_APPLICANT",
        "Somebody decided about his own request.",
        "申请人审批了自己的申请。",
        "processes_decision",
        "SELECT DISTINCT d.id FROM processes_decision d JOIN processes_evaluation x"
        " ON x.instance_id = d.instance_id WHERE x.applicant = d.person",
    ),
    Invariant(
        "ROUTE_INSTANCE",
        "A chosen route belongs to an instance that does not exist, or has another root.",
        "所选审批路线所属的流程实例不存在，或其根实例不符。",
        "processes_route_pinned",
        _PINNED,
    ),
    Invariant(
        "DECISION_WITHOUT_OPINION",
        "Somebody did not agree and gave no opinion.",
        "未同意，但没有填写意见。",
        "processes_decision",
        "SELECT d.id FROM processes_decision d WHERE d.action <> 'agree' AND d.opinion = ''",
    ),
)


def verify_approvals(connection: Connection) -> list[Breach]:
    """Everything that does not hang together in policies, evaluations and decisions."""
    flows = _Flows(connection)
    evaluations = connection.execute(select(tables.evaluation).order_by(tables.evaluation.c.id))
    answers = [(row, flows.point(row)) for row in evaluations]
    decisions = connection.execute(select(tables.decision).order_by(tables.decision.c.id))
    return [
        *broken(connection, INVARIANTS),
        *_breach(
            "EVALUATION_POINT",
            "An evaluation is about a point that its version of the flow does not have.",
            "判定所指的审批点在其流程版本中不存在。",
            (
                f"processes_evaluation {row.id}"
                for row, point in answers
                if point is None and flows.known(row)
            ),
        ),
        *_breach(
            "EVALUATION_OUTCOME",
            "An evaluation says something else than its entry condition says about its facts.",
            "判定结果与入口条件对所存事实的计算结果不符。",
            (f"processes_evaluation {row.id}" for row, point in answers if point and _differs(row, point)),
        ),
        *_breach(
            "DECISION_ACTION",
            "A decision is about a point, or of a kind, that its version of the flow does not have.",
            "审批意见所指的审批点或操作在其流程版本中不存在。",
            (f"processes_decision {row.id}" for row in decisions if _foreign(row, flows)),
        ),
        *_breach(
            "ROUTE_NOT_PINNED",
            "An approval runs by a flow that its applicant may adjust, and what he chose is not kept.",
            "审批所依据的流程允许申请人调整，但没有留存其选择。",
            (f"processes_evaluation {row.id}" for row, _point in answers if flows.unpinned(row)),
        ),
    ]


class _Flows:
    """The versions that are referred to, each read once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[tuple[str, int], Flow | None] = {}
        self._pinned = pinned.instances(connection)
        self._began: dict[int, int] = {}
        self._chosen: dict[tuple[int, str, int], Flow] = {}

    def known(self, row: Row[Any]) -> bool:
        """Whether the version exists; that it does not is another breach."""
        return self._flow(row) is not None

    def point(self, row: Row[Any]) -> Point | None:
        """The point that a row is about."""
        flow = self._flow(row)
        if flow is not None and flow.model != "fixed":
            flow = self._adjusted(row, flow)
        return None if flow is None else flow.point(row.point)

    def unpinned(self, row: Row[Any]) -> bool:
        """Whether the applicant could adjust the flow that an approval began with, and it is not kept what he chose.

        Rows are asked in their order.
        """
        flow, began = self._flow(row), self._began.setdefault(row.instance_id, row.version)
        if flow is None or flow.model == "fixed" or row.version != began:
            return False
        return row.instance_id not in self._pinned

    def _adjusted(self, row: Row[Any], flow: Flow) -> Flow:
        key = (row.instance_id, row.policy, row.version)
        if key not in self._chosen:
            self._chosen[key] = pinned.adjusted_for(self._connection, row.instance_id, flow)
        return self._chosen[key]

    def _flow(self, row: Row[Any]) -> Flow | None:
        key = (row.policy, row.version)
        if key not in self._read:
            try:
                self._read[key] = policies.version(self._connection, *key).flow
            except VersionNotFound:
                self._read[key] = None
        return self._read[key]


def _differs(row: Row[Any], point: Point) -> bool:
    try:
        entered = enters(point, decode(row.facts))
    except Undecided:
        return True  # nothing is kept of a condition that cannot be decided
    return entered is not bool(row.outcome != "skipped")


def _foreign(row: Row[Any], flows: _Flows) -> bool:
    if not flows.known(row):
        return False  # that is another breach
    point = flows.point(row)
    return point is None or row.action not in point.actions


def _breach(code: str, en: str, zh: str, found: Iterable[str]) -> Iterator[Breach]:
    rows = tuple(found)
    if rows:
        yield Breach(code=code, en=en, zh=zh, rows=rows[:SHOWN])
