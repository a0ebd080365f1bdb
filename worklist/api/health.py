"""/healthz (the process answers), /readyz (the store answers too), /metrics (Prometheus)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import Connection, Select, func, select

from engine.store.schema.runtime import incident, instance, job, timer, work_item
from engine.store.uow import Store

COUNTED = 100_000


def health(*, store: Store) -> Blueprint:
    """The blueprint `health`: at the root, and the same under /api/v1."""
    site = Blueprint("health", __name__)

    def healthz() -> Response:
        return jsonify(status="ok")

    def readyz() -> Response:
        with store.read() as connection:
            connection.execute(select(1)).scalar_one()
        return jsonify(status="ready")

    def metrics() -> Response:
        with store.read() as connection:
            body = generate_latest(_measured(connection, store))
        return Response(body, content_type=CONTENT_TYPE_LATEST)

    for name, view in (("healthz", healthz), ("readyz", readyz), ("metrics", metrics)):
        site.add_url_rule(f"/{name}", name, view)
        site.add_url_rule(f"/api/v1/{name}", f"api_{name}", view)
    return site


def _measured(connection: Connection, store: Store) -> CollectorRegistry:
    """Counted when asked for, up to 100,000: what is more needs no number, but attention."""
    registry = CollectorRegistry()
    now = store.clock.now()
    queries: dict[str, tuple[str, Select[tuple[int]]]] = {
        "guanxi_open_work_items": (
            "Work items that wait",
            select(work_item.c.id).where(work_item.c.closed_at.is_(None)),
        ),
        "guanxi_running_instances": (
            "Root instances that run",
            select(instance.c.id).where(instance.c.state == "running", instance.c.parent_token.is_(None)),
        ),
        "guanxi_open_incidents": (
            "Incidents that wait for an operator",
            select(incident.c.id).where(incident.c.resolved_at.is_(None)),
        ),
        "guanxi_due_jobs": ("Jobs that are due", select(job.c.id).where(job.c.due_at <= now)),
        "guanxi_overdue_timers": ("Timers that are due", select(timer.c.id).where(timer.c.due_at <= now)),
    }
    for name, (text, query) in queries.items():
        inner = query.limit(COUNTED).subquery()
        number = connection.execute(select(func.count()).select_from(inner)).scalar_one()
        Gauge(name, text, registry=registry).set(number)
    return registry
