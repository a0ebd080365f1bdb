"""Codes of hand-overs with their words: code → Chinese, English."""

from __future__ import annotations

from adapters.crm.records.field import Words

KINDS: Words = {
    "leaver": ("离职", "Leaving"),
    "move": ("岗位变动", "Change of post"),
}
STATES: Words = {
    "draft": ("草稿", "Draft"),
    "in_approval": ("审批中", "In approval"),
    "choosing": ("选择接收人", "Choosing receivers"),
    "confirming": ("待确认", "To be confirmed"),
    "done": ("已交接", "Handed over"),
    "rejected": ("未批准", "Refused"),
    "withdrawn": ("已撤回", "Withdrawn"),
}
TONES = {
    "draft": "outline",
    "in_approval": "accent",
    "choosing": "warn",
    "confirming": "warn",
    "done": "ok",
    "rejected": "bad",
    "withdrawn": "",
}
#: Until then nobody may hand anything over to this person, and no second hand-over of his begins.
OPEN_STATES = ("draft", "in_approval", "choosing", "confirming")
