"""Random models as trees of blocks: each draws itself between what comes before it and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from xml.sax.saxutils import escape

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gx="urn:guanxi:bpmn:1"'
    ' id="definitions" targetNamespace="urn:guanxi:random">'
)


@dataclass(frozen=True)
class Loose:
    """A flow that leads nowhere yet."""

    source: str
    condition: str | None = None
    default: bool = False


class Canvas:
    """What has been drawn of one process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.messages: list[str] = []
        self.errors: list[str] = []
        self._numbers = count(1)
        self._frames: list[list[tuple[str, str, dict[str, str], str]]] = []
        self._flows: list[list[tuple[str, Loose, str]]] = []

    def new(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers)}"

    def node(self, tag: str, name: str, inside: str = "", **attributes: str) -> str:
        self._frames[-1].append((tag, name, attributes, inside))
        return name

    def join(self, loose: Sequence[Loose], target: str) -> None:
        for one in loose:
            self._flows[-1].append((self.new("f"), one, target))

    def meet(self, loose: Sequence[Loose], tag: str = "exclusiveGateway") -> list[Loose]:
        """Several flows become one by a gateway."""
        if len(loose) == 1:
            return list(loose)
        gateway = self.node(tag, self.new("meet"))
        self.join(loose, gateway)
        return [Loose(gateway)]

    def frame(self, body: Block) -> str:
        """A process or sub-process: the XML of its contents."""
        self._frames.append([])
        self._flows.append([])
        start = self.node("startEvent", self.new("start"))
        loose = body.draw(self, [Loose(start)])
        if loose:
            self.join(loose, self.node("endEvent", self.new("end")))
        return self._written(self._frames.pop(), self._flows.pop())

    def message(self) -> str:
        name = self.new("message")
        self.messages.append(name)
        return f'<messageEventDefinition messageRef="{name}"/>'

    def error(self) -> str:
        name = self.new("error")
        self.errors.append(name)
        return name

    @staticmethod
    def _written(
        nodes: list[tuple[str, str, dict[str, str], str]], flows: list[tuple[str, Loose, str]]
    ) -> str:
        into = Counter(target for _, _, target in flows)
        out = Counter(loose.source for _, loose, _ in flows)
        # A gateway that neither splits nor merges is refused: a task stands in for it.
        idle = {
            name for tag, name, _, _ in nodes if tag.endswith("Gateway") and into[name] < 2 and out[name] < 2
        }
        defaults = {one.source: name for name, one, _ in flows if one.default and one.source not in idle}
        text = []
        for wished, name, attributes, inside in nodes:
            tag = "task" if name in idle else wished
            more = attributes | ({"default": defaults[name]} if name in defaults else {})
            said = "".join(f' {key.replace("__", ":")}="{escape(value)}"' for key, value in more.items())
            text.append(f'<{tag} id="{name}"{said}>{inside}</{tag}>')
        for name, loose, target in flows:
            ends = f'id="{name}" sourceRef="{loose.source}" targetRef="{target}"'
            when = "" if loose.condition is None or loose.source in idle else escape(loose.condition)
            inside = f"<conditionExpression>{when}</conditionExpression>" if when else ""
            text.append(f"<sequenceFlow {ends}>{inside}</sequenceFlow>")
        return "".join(text)


class Block:
    """A piece of a model with one way in."""

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        raise NotImplementedError

    def smaller(self) -> list[Block]:
        """The same with something left out, biggest cuts first."""
        return []


def to_xml(model: Block, name: str) -> bytes:
    """The whole diagram."""
    canvas = Canvas(name)
    process = canvas.frame(model)
    messages = "".join(f'<message id="{m}" name="{m}"/>' for m in canvas.messages)
    errors = "".join(f'<error id="{e}" name="{e}" errorCode="{e}"/>' for e in canvas.errors)
    body = f'<process id="{name}" isExecutable="true">{process}</process>'
    return f"{HEAD}{messages}{errors}{body}</definitions>".encode()


@dataclass(frozen=True)
class Row(Block):
    """One after the other."""

    blocks: tuple[Block, ...]

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        for block in self.blocks:
            if not loose:
                break
            loose = block.draw(canvas, loose)
        return loose

    def smaller(self) -> list[Block]:
        found: list[Block] = []
        for i, block in enumerate(self.blocks):
            found.append(Row(self.blocks[:i] + self.blocks[i + 1 :]))
            found += [Row((*self.blocks[:i], less, *self.blocks[i + 1 :])) for less in block.smaller()]
        return found


@dataclass(frozen=True)
class Activity(Block):
    """A task, an event that is waited for, or a script; perhaps repeated, perhaps with a boundary event."""

    tag: str = "userTask"
    loop: str = ""
    script: str | None = None
    variable: str = ""
    aside: Block | None = None
    """What follows a boundary event."""
    interrupting: bool = True
    merging: bool = True
    """Whether the boundary event's way comes back."""

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        name = canvas.new({"userTask": "user", "scriptTask": "script"}.get(self.tag, self.tag))
        attributes = {"gx__result": self.variable} if self.script else {}
        inside = self.loop
        if self.script is not None:
            inside = f"{inside}<script>{escape(self.script)}</script>"
        if self.tag == "intermediateCatchEvent":
            inside = canvas.message()
        if self.tag == "receiveTask":
            canvas.messages.append(f"message of {name}".replace(" ", "_"))
            attributes["messageRef"] = canvas.messages[-1]
        canvas.join(loose, canvas.node(self.tag, name, inside, **attributes))
        return [Loose(name), *_aside(canvas, name, self.aside, self.interrupting, self.merging)]

    def smaller(self) -> list[Block]:
        if self.aside is None:
            return [Activity(self.tag, "", self.script, self.variable)] if self.loop else []
        rest = [Activity(self.tag, self.loop, self.script, self.variable)]
        return rest + [
            Activity(self.tag, self.loop, self.script, self.variable, less, self.interrupting, self.merging)
            for less in self.aside.smaller()
        ]


def _aside(
    canvas: Canvas,
    host: str,
    aside: Block | None,
    interrupting: bool,
    merging: bool,
    error: str | None = None,
) -> list[Loose]:
    if aside is None:
        return []
    inside = canvas.message() if error is None else f'<errorEventDefinition errorRef="{error}"/>'
    event = canvas.new("boundary")
    stops = "true" if interrupting else "false"
    canvas.node("boundaryEvent", event, inside, attachedToRef=host, cancelActivity=stops)
    loose = aside.draw(canvas, [Loose(event)])
    if merging and interrupting:
        return loose
    if loose:
        canvas.join(loose, canvas.node("endEvent", canvas.new("end")))
    return []


@dataclass(frozen=True)
class Inside(Block):
    """An embedded sub-process."""

    body: Block
    loop: str = ""
    aside: Block | None = None
    interrupting: bool = True
    merging: bool = True
    fails: str | None = None
    """A condition under which the sub-process ends by an error, which `aside` catches."""

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        name = canvas.new("inside")
        error = canvas.error() if self.fails is not None and self.aside is not None else None
        body = self.body if error is None else Row((self.body, Failing(self.fails or "", error)))
        canvas.join(loose, canvas.node("subProcess", name, canvas.frame(body) + self.loop))
        return [Loose(name), *_aside(canvas, name, self.aside, self.interrupting, self.merging, error)]

    def smaller(self) -> list[Block]:
        found: list[Block] = [self.body]
        if self.loop:
            found.append(Inside(self.body, "", self.aside, self.interrupting, self.merging, self.fails))
        if self.aside is not None:
            found.append(Inside(self.body, self.loop))
            found += [
                Inside(self.body, self.loop, less, self.interrupting, self.merging, self.fails)
                for less in self.aside.smaller()
            ]
        return found + [
            Inside(less, self.loop, self.aside, self.interrupting, self.merging, self.fails)
            for less in self.body.smaller()
        ]


@dataclass(frozen=True)
class Failing(Block):
    """Ends by an error under a condition."""

    condition: str
    error: str

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        gateway = canvas.node("exclusiveGateway", canvas.new("fails"))
        canvas.join(loose, gateway)
        inside = f'<errorEventDefinition errorRef="{self.error}"/>'
        canvas.join([Loose(gateway, self.condition)], canvas.node("endEvent", canvas.new("failed"), inside))
        return [Loose(gateway, default=True)]


@dataclass(frozen=True)
class Branches(Block):
    """A split and, where branches come back, a join."""

    split: str
    """exclusive | parallel | inclusive | eventBased; '': out of an activity without a gateway"""
    ways: tuple[Block, ...]
    conditions: tuple[str, ...] = ()
    """Of all ways but the last, which is the default."""
    join: str = "exclusiveGateway"
    """Tag of the joining gateway; '': the flows simply meet in what follows."""

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        split = canvas.new("split")
        canvas.join(loose, canvas.node(f"{self.split}Gateway" if self.split else "task", split))
        coming = []
        for i, way in enumerate(self.ways):
            condition = self.conditions[i] if i < len(self.conditions) else None
            out = Loose(split, condition, default=bool(self.conditions) and condition is None)
            back = way.draw(canvas, [out])
            coming.append(canvas.meet(back) if self.join != "exclusiveGateway" and back else back)
        together = [one for back in coming for one in back]
        return canvas.meet(together, self.join) if self.join and together else together

    def smaller(self) -> list[Block]:
        found: list[Block] = [way for way in self.ways if self.split != "eventBased"]
        if len(self.ways) > 2:
            found += [
                Branches(self.split, self.ways[:i] + self.ways[i + 1 :], self.conditions[1:], self.join)
                for i in range(len(self.ways))
            ]
        for i, way in enumerate(self.ways):
            found += [
                Branches(self.split, (*self.ways[:i], less, *self.ways[i + 1 :]), self.conditions, self.join)
                for less in way.smaller()
                if self.split != "eventBased" or _begins_with_event(less)
            ]
        return found


def _begins_with_event(block: Block) -> bool:
    if isinstance(block, Row):
        return bool(block.blocks) and _begins_with_event(block.blocks[0])
    return isinstance(block, Activity) and block.tag == "intermediateCatchEvent"


@dataclass(frozen=True)
class Back(Block):
    """Repeats its body while a condition holds, by a flow that leads back."""

    body: Block
    condition: str
    redo: Block = field(default_factory=lambda: Row(()))

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        meet = canvas.node("exclusiveGateway", canvas.new("again"))
        canvas.join(loose, meet)
        back = self.body.draw(canvas, [Loose(meet)])
        if not back:
            return []
        decide = canvas.node("exclusiveGateway", canvas.new("repeat"))
        canvas.join(back, decide)
        canvas.join(self.redo.draw(canvas, [Loose(decide, self.condition)]), meet)
        return [Loose(decide, default=True)]

    def smaller(self) -> list[Block]:
        found: list[Block] = [self.body]
        found += [Back(less, self.condition, self.redo) for less in self.body.smaller()]
        return found + [Back(self.body, self.condition, less) for less in self.redo.smaller()]


@dataclass(frozen=True)
class Stop(Block):
    """An end event in the middle."""

    terminate: bool = False

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        inside = "<terminateEventDefinition/>" if self.terminate else ""
        canvas.join(loose, canvas.node("endEvent", canvas.new("stop"), inside))
        return []


@dataclass(frozen=True)
class Tangle(Block):
    """No blocks: steps joined by exclusive gateways that lead anywhere, forwards and backwards."""

    steps: tuple[Block, ...]
    jumps: tuple[tuple[str, int], ...]
    """Behind each step but the last: (condition, step to go to)."""

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        meets = [canvas.node("exclusiveGateway", canvas.new("meet")) for _ in self.steps]
        for i, step in enumerate(self.steps):
            canvas.join(loose, meets[i])
            loose = step.draw(canvas, [Loose(meets[i])])
            if i < len(self.jumps) and loose:
                condition, to = self.jumps[i]
                decide = canvas.node("exclusiveGateway", canvas.new("jump"))
                canvas.join(loose, decide)
                canvas.join([Loose(decide, condition)], meets[to % len(meets)])
                loose = [Loose(decide, default=True)]
        return loose

    def smaller(self) -> list[Block]:
        found: list[Block] = [Row(self.steps)]
        for i, step in enumerate(self.steps):
            found += [
                Tangle((*self.steps[:i], less, *self.steps[i + 1 :]), self.jumps) for less in step.smaller()
            ]
        return found


@dataclass(frozen=True)
class Mesh(Block):
    """No blocks: inclusive gateways in rows, each leading to some of the next row; an inclusive one ends it."""

    rows: tuple[tuple[tuple[int, ...], ...], ...]
    """Per row and gateway: which gateways of the next row it leads to (modulo their number)."""
    conditions: tuple[str, ...]

    def draw(self, canvas: Canvas, loose: list[Loose]) -> list[Loose]:
        first = canvas.node("inclusiveGateway", canvas.new("mesh"))
        canvas.join(loose, first)
        texts = iter(self.conditions * 50)
        row = [first]
        for number, leads in enumerate(self.rows):
            width = len(self.rows[number + 1]) if number + 1 < len(self.rows) else 1
            following = [canvas.node("inclusiveGateway", canvas.new("mesh")) for _ in range(width)]
            reached = set()
            for gateway, targets in zip(row, leads, strict=False):
                wanted = sorted({to % width for to in targets}) or [0]
                reached |= set(wanted)
                self._lead(canvas, gateway, [following[to] for to in wanted], texts)
            for to in sorted(set(range(width)) - reached):
                self._lead(canvas, row[-1], [following[to]], texts)
            row = following
        return [Loose(row[0])]

    @staticmethod
    def _lead(canvas: Canvas, gateway: str, targets: list[str], texts: object) -> None:
        for target in targets:
            step = canvas.node("userTask", canvas.new("user"))
            canvas.join([Loose(gateway, next(texts))], step)  # type: ignore[call-overload]
            canvas.join([Loose(step)], target)

    def smaller(self) -> list[Block]:
        if len(self.rows) <= 1:
            return [Activity()]
        return [Mesh(self.rows[:i] + self.rows[i + 1 :], self.conditions) for i in range(len(self.rows))]
