"""The packages that come with the platform."""

from __future__ import annotations

from pathlib import Path

from engine.service import Engine
from engine.store.definitions import Definition, package_checksum, versions
from processes.deploy.bundle import HEAD, Bundle, from_files
from processes.deploy.service import Deployer
from processes.package import read_folder


def deploy_shipped(engine: Engine, bpmn_root: Path) -> list[Definition]:
    """Publish every package under `bpmn_root` that this store has never had; the new definitions.

    A package that was published before stays as it is, even if a designer has gone on from it since: what
    people changed is never put back by a restart. Raises Refused for a package that is not sound.
    """
    deployer = Deployer(engine=engine)
    published: list[Definition] = []
    for folder in sorted(path.parent for path in bpmn_root.glob(f"*/{HEAD}")):
        package = read_folder(folder)
        bundle = from_files(package.files, name=package.key, findings=package.findings)
        if not _is_known(engine, bundle):
            published += deployer.publish(bundle, reason=_REASON)
    return published


_REASON = "随平台提供 / shipped with the platform"


def _is_known(engine: Engine, bundle: Bundle) -> bool:
    checksum = package_checksum(bundle.files)
    keys = [process.id for diagram in bundle.diagrams() for process in diagram.processes]
    with engine.store.read() as connection:
        return any(one.checksum == checksum for key in keys for one in versions(connection, key))
