"""What was deployed is what is stored."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, select

from engine.store.breach import Breach
from engine.store.definitions import package_checksum
from engine.store.schema.definitions import definition, deployment, resource


def verify_resources(connection: Connection) -> list[Breach]:
    """Changed resources, and definitions whose package is not the one that was published."""
    breaches: list[Breach] = []
    for package in connection.scalars(select(deployment.c.id).order_by(deployment.c.id)).all():
        breaches += _verify_package(connection, package)
    return breaches


def _verify_package(connection: Connection, package: int) -> list[Breach]:
    rows = connection.execute(select(resource).where(resource.c.deployment == package)).all()
    contents = {row.path: bytes(row.data) for row in rows}
    changed = [
        _changed(package, row.path)
        for row in rows
        if sha256(contents[row.path]).digest() != bytes(row.sha256)
    ]
    checksum = package_checksum(contents)
    published = select(definition.c.id, definition.c.path, definition.c.checksum)
    return changed + [
        _other_package(row.id, row.path)
        for row in connection.execute(published.where(definition.c.deployment == package))
        if row.path not in contents or bytes(row.checksum) != checksum
    ]


def _changed(package: int, path: str) -> Breach:
    return Breach(
        code="RESOURCE_CHANGED",
        en=f"Deployment {package}: {path} is not what was deployed.",
        zh=f"部署 {package}：{path} 与部署时不一致。",
        rows=(f"engine_resource {package} {path}",),
    )


def _other_package(definition: int, path: str) -> Breach:
    return Breach(
        code="DEFINITION_CHANGED",
        en=f"Definition {definition} ({path}): its package is not the one that was published.",
        zh=f"流程定义 {definition}（{path}）：其流程包与发布时不一致。",
        rows=(f"engine_definition {definition}",),
    )
