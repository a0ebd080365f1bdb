"""XPDL in, BPMN 2.0 out, with findings for everything that has no counterpart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.definition.findings import Finding
from engine.definition.layout import with_drawing
from engine.definition.xml import XmlRefused
from engine.definition.xpdl.expressions import Expressions
from engine.definition.xpdl.graphics import Graphics
from engine.definition.xpdl.kept import restore
from engine.definition.xpdl.maker import Maker, as_name
from engine.definition.xpdl.parameters import Parameters
from engine.definition.xpdl.people import Participants
from engine.definition.xpdl.pools import Pools
from engine.definition.xpdl.process import Processes
from engine.definition.xpdl.source import Source, parse
from engine.definition.xpdl.texts import DESCRIPTIVE, IDLE, RULES


@dataclass(frozen=True, kw_only=True, slots=True)
class Converted:
    """`bpmn` is None where nothing could be made of the file."""

    bpmn: bytes | None
    findings: tuple[Finding, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    """Element id → line of the XPDL file it comes from."""


def convert(data: bytes, *, file: str = "") -> Converted:
    """Convert an XPDL file of any version. Never raises for what is in it."""
    try:
        root = parse(data)
    except XmlRefused as refused:
        return Converted(bpmn=None, findings=(replace(refused.finding, file=file),))
    maker = Maker(file=file)
    if root.name != "Package":
        maker.find("XPDL_NOT_PACKAGE", root, None, root=root.name.rpartition("}")[2][:60])
        return Converted(bpmn=None, findings=tuple(maker.findings))
    return _Package(maker, root).convert()


class _Package:
    def __init__(self, maker: Maker, root: Source) -> None:
        self._maker = maker
        self._root = root
        self._name = root.get("Name") or root.get("Id") or "package"
        root.get("Id")
        for attribute in root.attributes:
            if attribute.startswith("{http://www.w3.org/2001/XMLSchema-instance}"):
                root.get(attribute)
        script = root.child("Script")
        language = script.get("Type", "Grammar") if script is not None else None
        self._expressions = Expressions(maker, language)
        self._participants = Participants(maker)
        self._parameters = Parameters(maker, self._expressions)
        self._processes = Processes(
            maker, self._expressions, participants=self._participants, parameters=self._parameters
        )

    def convert(self) -> Converted:
        maker, root = self._maker, self._root
        # What travelled beside the package comes first: its ids are taken, its messages are known.
        restore(maker, root, maker.root)
        maker.root.set("id", maker.new_id(root.get("Id"), "package"))
        if "targetNamespace" not in maker.root.attrib:
            maker.root.set("targetNamespace", "urn:guanxi:xpdl")
        version = self._header()
        sources = root.inside("WorkflowProcesses", "WorkflowProcess")
        if not sources:
            maker.find("XPDL_NO_PROCESS", root, maker.root.get("id"), name=self._name[:60])
            self._leftovers()
            return Converted(bpmn=None, findings=tuple(maker.findings))
        self._participants.add(root)
        self._parameters.add_applications(root)
        keys = [self._key(source) for source in sources]
        for source, key in zip(sources, keys, strict=True):
            self._participants.add(source)
            self._parameters.add_applications(source)
            self._parameters.add_process(source, key)
        shared = root.inside("DataFields", "DataField")
        pools = Pools(maker, self._participants)
        for source, key in zip(sources, keys, strict=True):
            element = self._processes.make(source, key, shared)
            pools.lanes(root, source, element, self._processes)
        self._processes.refer()
        pools.collaboration(root, sources, self._processes)
        bpmn = self._drawn(maker.finish(), pools)
        maker.tell_changed_ids()
        activities, transitions = self._processes.count
        maker.find(
            "XPDL_CONVERTED",
            root,
            keys[0],
            version=version[:20],
            activities=activities,
            transitions=transitions,
        )
        self._leftovers()
        return Converted(bpmn=bpmn, findings=tuple(maker.findings), lines=maker.lines)

    def _header(self) -> str:
        header = self._root.child("PackageHeader")
        version = header.child("XPDLVersion") if header is not None else None
        for part in header.all("Description", "Documentation") if header is not None else ():
            if part.text:
                self._maker.text(self._maker.root, "documentation", part.text)
        return (version.text if version is not None else "") or "–"

    def _key(self, source: Source) -> str:
        """The id of a process: its own, else one that says which package it comes from."""
        own = source.get("Id") or ""
        if own and as_name(own) == own:
            return self._maker.id_of(source, "process")
        made = self._maker.new_id(None, f"{self._name}_{own or source.get('Name') or 'process'}")
        self._maker.lines[made] = source.line
        return made

    def _drawn(self, bpmn: bytes, pools: Pools) -> bytes:
        graphics = Graphics(self._maker, self._root, self._processes, pools)
        drawn = graphics.draw(bpmn)
        return with_drawing(drawn if drawn is not None else bpmn)

    def _leftovers(self) -> None:
        """One finding per kind of thing that nobody asked for."""
        extended: dict[str, list[Source]] = {}
        found: dict[str, list[Source]] = {}
        for what, source in self._root.unasked():
            if source.name == "ExtendedAttributes":
                for each in source.children:
                    extended.setdefault(each.get("Name") or each.name, []).append(each)
            elif source.text or source.attributes or source.children:
                found.setdefault(what, []).append(source)
        for name, sources in extended.items():
            self._report("XPDL_EXTENDED", name, sources)
        for name, sources in found.items():
            self._report("XPDL_NOTE" if _is_note(name, sources) else "XPDL_NOT_CONVERTED", name, sources)

    def _report(self, code: str, what: str, sources: list[Source]) -> None:
        owner: Source | None = sources[0]
        while owner is not None and not owner.attributes.get("Id"):
            owner = owner.parent
        name = owner.attributes["Id"] if owner is not None else self._name
        element = self._maker.known(owner) or self._maker.root.get("id")
        shown = what if "@" in what or code == "XPDL_EXTENDED" else f"<{what}>"
        self._maker.find(code, sources[0], element, what=shown[:120], count=len(sources), owner=name[:60])


def _is_note(name: str, sources: list[Source]) -> bool:
    owner, at, local = name.partition("@")
    if name in DESCRIPTIVE or (local or name) in DESCRIPTIVE or owner.endswith("GraphicsInfo"):
        return True
    idle = bool(at) and all(each.attributes[local].strip().lower() in IDLE for each in sources)
    return idle or name.startswith("{") or local.startswith("{")


__all__ = ["RULES", "Converted", "convert"]
