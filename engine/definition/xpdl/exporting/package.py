"""The whole file: processes, pools, artefacts, and what the package needs around them."""

from __future__ import annotations

from lxml import etree

from engine.definition.element import BPMN
from engine.definition.layout import with_drawing
from engine.definition.reading.diagram import read
from engine.definition.xml import safe_parse
from engine.definition.xpdl.exporting.activities import BLOCKS, NODES, Activities, flow_id
from engine.definition.xpdl.exporting.writer import (
    XPDL,
    Export,
    add,
    child,
    children,
    local,
    plain_text,
)
from engine.definition.xpdl.kept import keep
from engine.definition.xpdl.source import KEPT

_COMPLETE = f"{{{KEPT}}}complete"
_DIRECTIONS = {"One": "To", "Both": "Both", "None": "None"}
_ARTEFACTS = frozenset({"textAnnotation", "association"})


def export(data: bytes, *, created: str = "") -> bytes:
    """XPDL 2.2 of a BPMN file. Raises XmlRefused for what cannot be read at all."""
    root = safe_parse(with_drawing(data), max_elements=1_000_000, max_bytes=50_000_000)
    return _Package(Export(diagram=read(etree.tostring(root)), root=root), created).write()


class _Package:
    def __init__(self, out: Export, created: str) -> None:
        self._out = out
        self._created = created
        self._made = etree.Element(f"{{{XPDL}}}Package", nsmap={None: XPDL, "gxp": KEPT})  # type: ignore[dict-item]  # None: no prefix

    def write(self) -> bytes:
        root, made = self._out.root, self._made
        processes = children(root, "process")
        name = root.get("name") or next((p.get("name") or p.get("id") for p in processes), None)
        made.set("Id", root.get("id") or "package")
        made.set("Name", name or "package")
        header = add(made, "PackageHeader")
        add(header, "XPDLVersion").text = "2.2"
        add(header, "Vendor").text = "Guanxi"
        add(header, "Created").text = self._created
        pools = self._pools(processes)
        artefacts = self._artefacts(processes)
        flows = etree.Element(f"{{{XPDL}}}WorkflowProcesses")
        for process in processes:
            self._process(flows, process)
        people = self._people()
        made.extend([*people, *pools, *artefacts, flows])
        keep(made, root, without={"process", "collaboration"}, attributes={"id"})
        for kept in made.findall(f"{{{KEPT}}}kept"):
            for page in [c for c in kept if str(c.tag).endswith("}BPMNDiagram")]:
                kept.remove(page)
        etree.indent(made)
        return etree.tostring(made, encoding="UTF-8", xml_declaration=True)

    def _people(self) -> list[etree._Element]:
        found: list[etree._Element] = []
        if self._out.participants:
            holder = etree.Element(f"{{{XPDL}}}Participants")
            for name, kind in self._out.participants.items():
                participant = add(holder, "Participant", {"Id": name, "Name": name})
                add(participant, "ParticipantType", {"Type": kind})
            found.append(holder)
        if self._out.applications:
            holder = etree.Element(f"{{{XPDL}}}Applications")
            for name in self._out.applications:
                add(holder, "Application", {"Id": name, "Name": name})
            found.append(holder)
        return found

    # --- processes

    def _process(self, parent: etree._Element, process: etree._Element) -> None:
        made = add(parent, "WorkflowProcess", {"Id": process.get("id"), "Name": process.get("name")})
        made.set(_COMPLETE, "true")
        add(made, "ProcessHeader")
        data = self._data(made, process)
        sets = etree.Element(f"{{{XPDL}}}ActivitySets")
        self._sets(sets, process)
        if len(sets):
            made.append(sets)
        self._contents(made, process)
        said = set(NODES) | {"sequenceFlow", "laneSet"} | _ARTEFACTS
        kept = etree.Element("kept")
        keep(kept, process, without=said, attributes={"id", "name"})
        for each in kept:
            for part in [c for c in each if local(c) == "dataObject" and c.get("id") in data]:
                each.remove(part)
            made.append(each)

    def _data(self, made: etree._Element, process: etree._Element) -> set[str | None]:
        """Data objects that nothing refers to are data fields; the others are kept with their references."""
        shown = {ref.get("dataObjectRef") for ref in process.iter(f"{{{BPMN}}}dataObjectReference")}
        known = {"id", "name", "itemSubjectRef", "isCollection"}
        plain = [
            each
            for each in children(process, "dataObject")
            if each.get("id") not in shown and not len(each) and not set(map(str, each.attrib)) - known
        ]
        plain = [each for each in plain if each.get("itemSubjectRef") is None]
        if plain:
            holder = add(made, "DataFields")
            for each in plain:
                name = each.get("name") or each.get("id")
                many = "true" if each.get("isCollection") == "true" else None
                field = add(holder, "DataField", {"Id": name, "Name": name, "IsArray": many})
                add(add(field, "DataType"), "BasicType", {"Type": "STRING"})
        return {each.get("id") for each in plain}

    def _sets(self, sets: etree._Element, scope: etree._Element) -> None:
        for block in children(scope, *BLOCKS):
            made = add(sets, "ActivitySet", {"Id": f"{block.get('id')}_set"})
            made.set(_COMPLETE, "true")
            if local(block) == "adHocSubProcess":
                made.set("AdHoc", "true")
                if block.get("ordering"):
                    made.set("AdHocOrdering", block.get("ordering") or "")
                text = plain_text(child(block, "completionCondition"))
                if text is not None:
                    made.set("AdHocCompletionCondition", text)
            self._contents(made, block)
            self._sets(sets, block)

    def _contents(self, made: etree._Element, scope: etree._Element) -> None:
        flows = children(scope, "sequenceFlow")
        writer = Activities(self._out, flows)
        nodes = children(scope, *NODES)
        defaults = {node.get("default") for node in nodes} - {None}
        if nodes:
            holder = add(made, "Activities")
            for node in nodes:
                writer.write(holder, node)
        if flows:
            holder = add(made, "Transitions")
            for flow in flows:
                self._transition(holder, flow, is_default=flow.get("id") in defaults)

    def _transition(self, holder: etree._Element, flow: etree._Element, *, is_default: bool) -> None:
        made = add(
            holder,
            "Transition",
            {
                "Id": flow_id(flow),
                "Name": flow.get("name"),
                "From": flow.get("sourceRef"),
                "To": flow.get("targetRef"),
            },
        )
        condition = child(flow, "conditionExpression")
        text = plain_text(condition)
        if is_default:
            add(made, "Condition", {"Type": "OTHERWISE"})
        elif condition is not None:
            said = add(made, "Condition", {"Type": "CONDITION"})
            if text is not None:
                add(said, "Expression").text = text
        self._out.bend(made, flow.get("id") or "")
        without = {"conditionExpression"} if text is not None and not is_default else set()
        keep(made, flow, without=without, attributes={"id", "name", "sourceRef", "targetRef"})

    # --- pools and artefacts

    def _pools(self, processes: list[etree._Element]) -> list[etree._Element]:
        pools = etree.Element(f"{{{XPDL}}}Pools")
        messages = etree.Element(f"{{{XPDL}}}MessageFlows")
        waiting = {process.get("id"): process for process in processes}
        for collaboration in children(self._out.root, "collaboration"):
            for participant in children(collaboration, "participant"):
                ref = participant.get("processRef")
                bare = (ref or "").rpartition(":")[2] if ref not in waiting else ref
                pool = add(
                    pools,
                    "Pool",
                    {
                        "Id": participant.get("id"),
                        "Name": participant.get("name"),
                        "Process": bare or None,
                        "BoundaryVisible": "true",
                    },
                )
                process = waiting.pop(bare, None)
                if process is not None:
                    self._lanes(pool, process)
                self._out.place(pool, participant.get("id") or "")
                keep(pool, participant, without=set(), attributes={"id", "name", "processRef"})
            for flow in children(collaboration, "messageFlow"):
                self._message_flow(messages, flow)
            extra = {"participant", "messageFlow"} | _ARTEFACTS
            keep(pools, collaboration, without=extra, attributes=set())
        for process in waiting.values():
            if children(process, "laneSet"):
                self._made_pool(pools, process)
        return [each for each in (pools, messages) if len(each)]

    def _made_pool(self, pools: etree._Element, process: etree._Element) -> None:
        """Lanes need a pool in XPDL; this one is not drawn and not taken over on import."""
        key = process.get("id")
        pool = add(
            pools,
            "Pool",
            {"Id": f"{key}_pool", "Process": key, "BoundaryVisible": "false", "gxp:made": "true"},
        )
        self._lanes(pool, process)

    def _lanes(self, pool: etree._Element, process: etree._Element) -> None:
        lanes = [lane for each in children(process, "laneSet") for lane in children(each, "lane")]
        if lanes:
            holder = add(pool, "Lanes")
            for lane in lanes:
                self._lane(holder, lane)

    def _lane(self, holder: etree._Element, lane: etree._Element) -> None:
        key = lane.get("id") or ""
        made = add(holder, "Lane", {"Id": key, "Name": lane.get("name")})
        for ref in children(lane, "flowNodeRef"):
            self._out.lane_of[(ref.text or "").strip()] = key
        self._out.place(made, key)
        attributes = {"id", "name"}
        names = self._out.performers(lane, {"candidateGroups": "ROLE"})
        if names:
            who = add(made, "Performers")
            for name in names:
                add(who, "Performer").text = name
            attributes.add("{urn:guanxi:bpmn:1}candidateGroups")
        nested = [inner for each in children(lane, "childLaneSet") for inner in children(each, "lane")]
        if nested:
            inside = add(made, "NestedLanes")
            for inner in nested:
                self._lane(inside, inner)
        keep(made, lane, without={"flowNodeRef", "childLaneSet"}, attributes=attributes)

    def _message_flow(self, holder: etree._Element, flow: etree._Element) -> None:
        made = add(
            holder,
            "MessageFlow",
            {
                "Id": flow.get("id"),
                "Name": flow.get("name"),
                "Source": flow.get("sourceRef"),
                "Target": flow.get("targetRef"),
            },
        )
        self._out.bend(made, flow.get("id") or "")
        keep(made, flow, without=set(), attributes={"id", "name", "sourceRef", "targetRef"})

    def _artefacts(self, processes: list[etree._Element]) -> list[etree._Element]:
        homes = [*processes, *children(self._out.root, "collaboration")]
        associations = etree.Element(f"{{{XPDL}}}Associations")
        artefacts = etree.Element(f"{{{XPDL}}}Artifacts")
        for home in homes:
            for note in children(home, "textAnnotation"):
                text = child(note, "text")
                made = add(
                    artefacts,
                    "Artifact",
                    {
                        "Id": note.get("id"),
                        "ArtifactType": "Annotation",
                        "TextAnnotation": (text.text or "") if text is not None else "",
                    },
                )
                self._out.place(made, note.get("id") or "")
                keep(made, note, without={"text"}, attributes={"id"})
            for line in children(home, "association"):
                made = add(
                    associations,
                    "Association",
                    {
                        "Id": line.get("id"),
                        "Source": line.get("sourceRef"),
                        "Target": line.get("targetRef"),
                        "AssociationDirection": _DIRECTIONS.get(line.get("associationDirection") or "None"),
                    },
                )
                self._out.bend(made, line.get("id") or "")
                keep(
                    made,
                    line,
                    without=set(),
                    attributes={"id", "sourceRef", "targetRef", "associationDirection"},
                )
        return [each for each in (associations, artefacts) if len(each)]
