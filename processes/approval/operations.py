"""What may be done at an approval point besides deciding; each point permits some of it."""

from __future__ import annotations

from typing import Literal

Operation = Literal[
    "transfer",
    "delegate",
    "add_before",
    "add_parallel",
    "add_after",
    "remove_signer",
    "urge",
    "return_previous",
    "return_any",
    "come_back",
    "withdraw",
    "copy",
    "comment",
]

#: operation → Chinese, English
WORDS: dict[Operation, tuple[str, str]] = {
    "transfer": ("转办", "Transfer"),
    "delegate": ("委派", "Delegate"),
    "add_before": ("前加签", "Add signers before"),
    "add_parallel": ("并加签", "Add signers beside"),
    "add_after": ("后加签", "Add signers after"),
    "remove_signer": ("减签", "Remove signers"),
    "urge": ("催办", "Urge"),
    "return_previous": ("退回上一审批点", "Return to the previous point"),
    "return_any": ("退回任一已过审批点", "Return to any passed point"),
    "come_back": ("退回后直接回到本审批点", "Come straight back after a return"),
    "withdraw": ("撤回", "Withdraw while undecided"),
    "copy": ("抄送", "Copy"),
    "comment": ("评论", "Comment"),
}
OPERATIONS: tuple[Operation, ...] = tuple(WORDS)
"""All of them. A point that says nothing permits everything: nothing of it takes a decision back."""
