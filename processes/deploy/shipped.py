"""The packages that come with the platform."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, func, select

from engine.definition.findings import has_errors
from engine.errors import Refused
from engine.service import Engine, deploying
from engine.store.definitions import Definition, package_checksum, versions
from processes.deploy.bundle import HEAD, Bundle, from_files
from processes.deploy.service import Deployer, titles_of
from processes.package import read_folder

_REASON = "随平台提供 / shipped with the platform"
_LOCK = 0x67786270  # an advisory lock nobody else takes


def deploy_shipped(engine: Engine, bpmn_root: Path) -> list[Definition]:
    """Publish every package under `bpmn_root` that this store has never had; the new definitions.

    A package that was published before stays as it is, even if a designer has gone on from it since: what
    people changed is never put back by a restart. Raises Refused for a package that is not sound.
    """
    deployer = Deployer(engine=engine)
    bundles = [_bundle(folder) for folder in sorted(path.parent for path in bpmn_root.glob(f"*/{HEAD}"))]
    beside = [
        process.id for bundle in bundles for diagram in bundle.diagrams() for process in diagram.processes
    ]
    published: list[Definition] = []
    for bundle in bundles:
        with engine.store.read() as connection:
            known = _is_known(connection, bundle)
        if not known:
            published += _publish_once(deployer, bundle, beside)
    return published


def _bundle(folder: Path) -> Bundle:
    package = read_folder(folder)
    return from_files(package.files, name=package.key, findings=package.findings)


def _publish_once(deployer: Deployer, bundle: Bundle, beside: Collection[str]) -> list[Definition]:
    """Several processes that start at once publish it once: the others wait, look again and leave it."""
    found = deployer.check(bundle, beside=beside)
    if has_errors(found):
        raise Refused(found)
    context = deployer.engine.context
    with context.begin("deploy", None) as tx:
        if tx.connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            tx.connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if _is_known(tx.connection, bundle):
            return []
        return deploying.deploy(
            context,
            tx,
            bundle.files,
            name=bundle.name,
            reason=_REASON,
            titles=titles_of(bundle),
            messages=bundle.messages,
            scripts={},
            conditions={},
        )


def _is_known(connection: Connection, bundle: Bundle) -> bool:
    checksum = package_checksum(bundle.files)
    keys = [process.id for diagram in bundle.diagrams() for process in diagram.processes]
    return any(one.checksum == checksum for key in keys for one in versions(connection, key))
