"""Messages about releases: to those who may agree to one, and what they said to whoever submitted it."""

from __future__ import annotations

from adapters.crm.notices import tell_all
from engine import organisation
from engine.store.uow import Transaction
from processes.approval import policies
from processes.approval.releasing.submissions import Submission

#: What a message of this kind is about: a submission. Its page is /rules/releases/<id>.
ABOUT = "release"
SECOND_PERSON = ("rules", "approve")


def submitted(tx: Transaction, submission: Submission) -> None:
    """Everybody who may agree to it is told, but for the one who submitted it."""
    zh, en = _names(tx, submission)
    tell_all(
        tx,
        [
            one
            for one in organisation.everyone(tx.connection)
            if one.id != submission.by and organisation.may(tx.connection, one, *SECOND_PERSON) is not None
        ],
        zh=f"{zh}已提交，请复核：{submission.reason}",
        en=f"{en} was submitted and needs a second person: {submission.reason}",
        about=(ABOUT, submission.id),
    )


def answered(tx: Transaction, submission: Submission, *, agreed: bool, opinion: str) -> None:
    """Whoever submitted it is told what the second person said."""
    zh, en = _names(tx, submission)
    said_zh = "已同意" if agreed else "已退回"
    said_en = "was agreed to" if agreed else "was sent back"
    tell_all(
        tx,
        [one for one in organisation.everyone(tx.connection) if one.id == submission.by],
        zh=f"{zh}{said_zh}{'：' + opinion if opinion else '。'}",
        en=f"{en} {said_en}{': ' + opinion if opinion else '.'}",
        about=(ABOUT, submission.id),
    )


def _names(tx: Transaction, submission: Submission) -> tuple[str, str]:
    policy = policies.policy(tx.connection, submission.policy)
    return (
        f"“{policy.name}”第 {submission.version} 版",
        f"“{policy.name_en}”, version {submission.version},",
    )
