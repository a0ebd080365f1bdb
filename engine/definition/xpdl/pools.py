"""Pools, lanes, message flows, artefacts and associations."""

from __future__ import annotations

from lxml import etree

from engine.definition.element import BPMN, GX
from engine.definition.xpdl.kept import restore
from engine.definition.xpdl.maker import Maker
from engine.definition.xpdl.people import Participants
from engine.definition.xpdl.process import Processes
from engine.definition.xpdl.scope import Node
from engine.definition.xpdl.source import KEPT, Source

_PARTICIPANT = "JaWE_GRAPH_PARTICIPANT_ID"


class Pools:
    """Who does what: lanes in the processes, pools and the lines between them."""

    def __init__(self, maker: Maker, participants: Participants) -> None:
        self._maker = maker
        self._participants = participants
        self.made: dict[str, tuple[str, Source]] = {}
        """By XPDL id: the element of a pool, lane or artefact, and where it comes from."""

    # --- lanes

    def lanes(self, root: Source, process: Source, element: etree._Element, processes: Processes) -> None:
        """The lanes of a process' pools, else its performers as lanes where the file is drawn that way."""
        key = process.get("Id")
        pools = [pool for pool in root.inside("Pools", "Pool") if pool.get("Process") == key]
        sources = [lane for pool in pools for lane in pool.inside("Lanes", "Lane")]
        nodes = self._nodes(element, processes)
        if sources:
            self._lane_set(element, sources, nodes, {pool.get("Id") or "" for pool in pools})
        elif not pools:
            self._participant_lanes(element, nodes)

    def _nodes(self, element: etree._Element, processes: Processes) -> list[Node]:
        own = {child.get("id") for child in element}
        return [node for node in processes.everywhere.values() if node.id in own]

    def _lane_set(
        self, element: etree._Element, sources: list[Source], nodes: list[Node], pools: set[str]
    ) -> None:
        members: dict[str, list[Node]] = {}
        for node in nodes:
            members.setdefault(_lane_of(node), []).append(node)
        inner: dict[str, list[Source]] = {}
        outer: list[Source] = []
        known = {lane.get("Id") for lane in sources}
        for lane in sources:
            parent = lane.get("ParentLane")
            if parent and parent not in pools and parent in known and parent != lane.get("Id"):
                inner.setdefault(parent, []).append(lane)
            else:
                outer.append(lane)
        self._add_lanes(element, "laneSet", outer, inner, members, set())

    def _add_lanes(
        self,
        parent: etree._Element,
        tag: str,
        lanes: list[Source],
        inner: dict[str, list[Source]],
        members: dict[str, list[Node]],
        seen: set[str],
    ) -> None:
        lane_set = self._maker.make(
            parent, tag, {"id": self._maker.new_id(None, f"{parent.get('id')}_lanes")}
        )
        for lane in lanes:
            key = lane.get("Id") or ""
            made = self._maker.id_of(lane, "lane")
            element = self._maker.make(lane_set, "lane", {"id": made, "name": lane.get("Name")})
            self._roles(lane, element)
            for node in members.get(key, []) if key not in seen else []:
                self._maker.text(element, "flowNodeRef", node.id)
                for beside in {node.into, node.out} - {node.id}:
                    self._maker.text(element, "flowNodeRef", beside)
            restore(self._maker, lane, element)
            self.made.setdefault(key, (made, lane))
            nested = [*lane.inside("NestedLanes", "Lane"), *([] if key in seen else inner.get(key, []))]
            for each in lane.inside("NestedLanes", "NestedLane"):
                each.get("LaneId")
            seen.add(key)
            if nested:
                self._add_lanes(element, "childLaneSet", nested, inner, members, seen)

    def _roles(self, lane: Source, element: etree._Element) -> None:
        names = [name for name in self._participants.performers(lane) if self._participants.is_role(name)]
        if names:
            element.set(f"{{{GX}}}candidateGroups", ", ".join(names))

    def _participant_lanes(self, element: etree._Element, nodes: list[Node]) -> None:
        """XPDL 1.0 has no lanes: its editors draw one for each participant."""
        members: dict[str, list[Node]] = {}
        for node in nodes:
            name = _extended(node.source, _PARTICIPANT)
            if name is not None and self._participants.knows(name):
                members.setdefault(name, []).append(node)
        if not members:
            return
        lane_set = self._maker.make(
            element, "laneSet", {"id": self._maker.new_id(None, f"{element.get('id')}_lanes")}
        )
        for name, inside in members.items():
            role = name if self._participants.is_role(name) else None
            made = self._maker.new_id(None, f"{element.get('id')}_{name}")
            lane = self._maker.make(
                lane_set,
                "lane",
                {"id": made, "name": self._participants.name(name), "gx:candidateGroups": role},
            )
            for node in inside:
                for each in dict.fromkeys((node.into, node.id, node.out)):
                    self._maker.text(lane, "flowNodeRef", each)

    # --- between processes

    def collaboration(self, root: Source, processes: list[Source], made: Processes) -> None:
        """Pools as participants; a single one whose border is hidden is no pool of BPMN."""
        flows = root.inside("MessageFlows", "MessageFlow")
        pools = [pool for pool in root.inside("Pools", "Pool") if not self._is_made(pool)]
        keys = {
            process.get("Id"): element.get("id")
            for process, element in zip(
                processes, self._maker.root.findall(f"{{{BPMN}}}process"), strict=False
            )
        }
        hidden = [pool.flag("BoundaryVisible") is False for pool in pools]
        for pool in pools:
            pool.get("Participant"), pool.get("Name")
            if pool.get("Process") not in keys:
                self._homeless_lanes(pool)
        self._artefacts(root, made)
        if not flows and (not pools or (len(pools) == 1 and hidden[0])):
            self._associations(root, made, None)
            return
        holder = self._maker.make(
            self._maker.root, "collaboration", {"id": self._maker.new_id(None, "collaboration")}
        )
        for pool in pools:
            name = pool.get("Name") or self._participants.name(pool.get("Participant") or "")
            element = self._maker.make(
                holder,
                "participant",
                {
                    "id": self._maker.id_of(pool, "pool"),
                    "name": name or None,
                    "processRef": keys.get(pool.get("Process")),
                },
            )
            restore(self._maker, pool, element)
            self.made[pool.get("Id") or ""] = (element.get("id", ""), pool)
        for each in root.all("Pools"):
            restore(self._maker, each, holder)
        for flow in flows:
            self._message_flow(holder, flow, made)
        self._associations(root, made, holder)

    def _is_made(self, pool: Source) -> bool:
        """Added on export to hold lanes, no pool of the diagram."""
        if pool.get(f"{{{KEPT}}}made") is None:
            return False
        pool.get("BoundaryVisible"), pool.get("Id"), pool.get("Process")
        return True

    def _homeless_lanes(self, pool: Source) -> None:
        """Lanes of a pool whose process is not in the file divide nothing."""
        for lane in (each for each in pool.walk() if each.name == "Lane"):
            lane.taken_whole()
            name = (lane.get("Name", "Id") or "–")[:60]
            ref = (pool.get("Process") or "–")[:60]
            self._maker.find("XPDL_LANE_HOMELESS", lane, self._maker.root.get("id"), name=name, ref=ref)

    def _message_flow(self, holder: etree._Element, flow: Source, made: Processes) -> None:
        message = flow.child("Message")
        name = message.get("Name", "Id") if message is not None else None
        ref = self._maker.root_element("message", name, {"name": name}) if name else None
        element = self._maker.make(
            holder,
            "messageFlow",
            {
                "id": self._maker.id_of(flow, "message_flow"),
                "name": flow.get("Name"),
                "sourceRef": self._end(flow.get("Source"), made),
                "targetRef": self._end(flow.get("Target"), made),
                "messageRef": ref,
            },
        )
        restore(self._maker, flow, element)

    def _end(self, ref: str | None, made: Processes) -> str:
        if ref in made.everywhere:
            return made.everywhere[ref or ""].id
        return self.made[ref or ""][0] if ref in self.made else ref or "nowhere"

    # --- artefacts

    def _artefacts(self, root: Source, made: Processes) -> None:
        for source in root.inside("Artifacts", "Artifact"):
            home = self._home(source, root, made)
            kind = source.get("ArtifactType") or "Annotation"
            name, text = source.get("Name"), source.get("TextAnnotation")
            key = self._maker.id_of(source, "artefact")
            self.made[source.get("Id") or ""] = (key, source)
            if kind == "DataObject":
                data = source.child("DataObject")
                label = name or (data.get("Name") if data is not None else None)
                element = self._data_object(home, key, label)
            elif kind == "Group":
                source.get("Group")
                element = self._maker.make(home, "group", {"id": key})
            else:
                element = self._maker.make(home, "textAnnotation", {"id": key})
                self._maker.text(element, "text", text or name or "")
            restore(self._maker, source, element)

    def _data_object(self, home: etree._Element, key: str, name: str | None) -> etree._Element:
        behind = self._maker.new_id(None, f"{key}_data")
        self._maker.make(home, "dataObject", {"id": behind, "name": name})
        return self._maker.make(
            home, "dataObjectReference", {"id": key, "name": name, "dataObjectRef": behind}
        )

    def _home(self, source: Source, root: Source, made: Processes) -> etree._Element:
        """The process that an artefact belongs to: that of what it is associated with, else the first."""
        own = source.get("Id")
        for line in root.inside("Associations", "Association"):
            ends = {line.get("Source"), line.get("Target")}
            for end in ends - {own} if own in ends else ():
                node = made.everywhere.get(end or "")
                parent = node.element.getparent() if node is not None else None
                if parent is not None:
                    return parent
        processes = self._maker.root.findall(f"{{{BPMN}}}process")
        return processes[0]

    def _associations(self, root: Source, made: Processes, holder: etree._Element | None) -> None:
        homes = {
            found.get("id", ""): found.getparent() for found in self._maker.root.iter() if found.get("id")
        }
        for source in root.inside("Associations", "Association"):
            ends = [self._end(source.get(side), made) for side in ("Source", "Target")]
            parents = [homes.get(end) for end in ends]
            home = next((parent for parent in parents if parent is not None), holder)
            if home is None:
                home = self._maker.root.findall(f"{{{BPMN}}}process")[0]
            direction = source.get("AssociationDirection")
            element = self._maker.make(
                home,
                "association",
                {
                    "id": self._maker.id_of(source, "association"),
                    "sourceRef": ends[0],
                    "targetRef": ends[1],
                    "associationDirection": {"To": "One", "From": "One", "Both": "Both"}.get(direction or ""),
                },
            )
            restore(self._maker, source, element)


def _lane_of(node: Node) -> str:
    if node.source is None:
        return ""
    for info in node.source.inside("NodeGraphicsInfos", "NodeGraphicsInfo"):
        lane = info.get("LaneId")
        if lane is not None:
            return lane
    return ""


def _extended(source: Source | None, name: str) -> str | None:
    holders = (
        [child for child in source.children if child.name == "ExtendedAttributes"]
        if source is not None
        else []
    )
    for holder in holders:
        for each in holder.children:
            if each.attributes.get("Name") == name:
                return each.attributes.get("Value")
    return None
