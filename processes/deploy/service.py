"""Checking and publishing sets of files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from engine.calendar.lookup import calendars
from engine.definition.findings import Finding, has_errors
from engine.errors import Refused
from engine.ports import Actor
from engine.service import Engine
from engine.store.definitions import Definition, all_latest, latest, package_checksum
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import instance
from processes.check import check_files
from processes.deploy.bundle import DIAGRAMS, Bundle, open_bundle
from processes.deploy.texts import RESERVED, finding

CHECKED = (*DIAGRAMS, ".dmn", ".form")


@dataclass(frozen=True, kw_only=True, slots=True)
class Impact:
    """What publishing does to one process."""

    key: str
    titles: tuple[str, str]
    """Chinese, English."""
    version: int
    """The version it would become."""
    previous: Definition | None
    unchanged: bool
    """Whether the previous version is made of exactly these files."""
    running: Mapping[int, int]
    """Running instances by the version they keep."""


PackageCheck = Callable[[Connection, Mapping[str, bytes]], Iterable[Finding]]
"""What a part of the platform has to say about the files of a package that it reads."""


class Deployer:
    """Opens, checks and publishes sets of files on one engine. `published` hears of what was published."""

    def __init__(
        self,
        *,
        engine: Engine,
        checks: Sequence[PackageCheck] = (),
        published: Callable[[Sequence[Definition]], None] = lambda _published: None,
    ) -> None:
        self.engine = engine
        self._checks = checks
        self._published = published

    def open(self, files: Mapping[str, bytes]) -> Bundle:
        """The set that these uploads (name → content) stand for. Never raises for what is in them."""
        with self.engine.store.read() as connection:
            return open_bundle(connection, files)

    def check(self, bundle: Bundle, *, beside: Collection[str] = ()) -> list[Finding]:
        """All findings, errors first. `beside`: keys of processes that are published with it."""
        with self.engine.store.read() as connection:
            known = [*beside, *(one.key for one in all_latest(connection))]
            codes = set(calendars(connection).by_code)
            found = [one for check in self._checks for one in check(connection, bundle.files)]
        found += [*bundle.findings, *_reserved(bundle)]
        found += check_files(
            _checkable(bundle.files),
            adapters=set(self.engine.context.adapters),
            definitions=known,
            bindings={"": bundle.bindings},
            parameters={} if bundle.parameters is None else {"": bundle.parameters},
            calendars=codes,
        )
        weight = {"error": 0, "warning": 1, "info": 2}
        return sorted(found, key=lambda one: (weight[one.severity], one.file, one.line or 0))

    def publish(self, bundle: Bundle, *, reason: str = "", by: Actor | str | None = None) -> list[Definition]:
        """Publish as the next version of every process in it. Raises Refused; then nothing is stored."""
        found = self.check(bundle)
        if has_errors(found):
            raise Refused(found)
        done = self.engine.deploy(
            bundle.files,
            name=bundle.name[:200],
            reason=reason,
            by=by,
            titles=titles_of(bundle),
            messages=bundle.messages,
        )
        self._published(done)
        return done

    def deploy(
        self, files: Mapping[str, bytes], *, reason: str = "", by: Actor | str | None = None
    ) -> list[Definition]:
        """Open, check and publish in one go. Raises Refused."""
        return self.publish(self.open(files), reason=reason, by=by)

    def impact(self, bundle: Bundle) -> list[Impact]:
        """What publishing would do to each process of the set."""
        checksum, titles = package_checksum(bundle.files), titles_of(bundle)
        with self.engine.store.read() as connection:
            return [_impact(connection, key, title, checksum) for key, title in titles.items()]


def _impact(connection: Connection, key: str, title: tuple[str, str], checksum: bytes) -> Impact:
    previous = latest(connection, key)
    highest = connection.scalar(select(func.max(definition.c.version)).where(definition.c.key == key))
    running = connection.execute(
        select(definition.c.version, func.count())
        .join(instance, instance.c.definition_id == definition.c.id)
        .where(definition.c.key == key, instance.c.state.in_(("running", "suspended")))
        .group_by(definition.c.version)
    )
    return Impact(
        key=key,
        titles=title,
        version=(highest or 0) + 1,
        previous=previous,
        unchanged=previous is not None and previous.checksum == checksum,
        running={int(version): int(number) for version, number in running},
    )


def titles_of(bundle: Bundle) -> dict[str, tuple[str, str]]:
    """Process key → (Chinese, English): the package's title for its own process, else the translated name."""
    processes = [process for diagram in bundle.diagrams() for process in diagram.processes]
    found: dict[str, tuple[str, str]] = {}
    for process in processes:
        name = process.name or process.id
        if bundle.title and (process.id == bundle.name or len(processes) == 1):
            either = next(iter(bundle.title.values()))
            found[process.id] = (bundle.title.get("zh", either), bundle.title.get("en", either))
        else:
            found[process.id] = (_said(bundle, name, "zh"), _said(bundle, name, "en"))
    return found


def _said(bundle: Bundle, text: str, lang: str) -> str:
    return bundle.messages.get(lang, {}).get(text) or text


def _checkable(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.lower().endswith(CHECKED)}


def _reserved(bundle: Bundle) -> list[Finding]:
    return [
        finding("KEY_RESERVED", file=diagram.file, element=process.id, key=process.id)
        for diagram in bundle.diagrams()
        for process in diagram.processes
        if process.id in RESERVED or process.id.isdigit()
    ]
