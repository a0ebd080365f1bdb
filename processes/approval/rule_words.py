"""Approver rules, and how somebody came to decide, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from processes.approval.approver_rule import Holders, Limit, Rule, StandIn
from processes.approval.naming import Lang, Naming

if TYPE_CHECKING:
    from processes.approval.approvers import Approver

Words = tuple[str, str]

#: How somebody came to decide: Chinese, English. `{position}` is the position that was asked for.
HOW: Mapping[str, Words] = {
    "superior": ("申请人上级中的{position}", "{position} above the applicant"),
    "holder": ("担任{position}", "holds the position {position}"),
    "department": ("申请人部门线上的{position}", "{position} of the applicant's department or one above it"),
    "level": ("申请人的第 {levels} 级上级", "{levels} level(s) above the applicant"),
    "person": ("流程指定的审批人", "named by the flow"),
    "next_superior": (
        "规则指向申请人本人，改由其上级审批",
        "the rule leads to the applicant: the superior decides",
    ),
    "fallback": ("{position}空缺，改由总经理审批", "nobody holds {position}: the general manager decides"),
    "stand_in": ("规则找不到审批人，由备用审批人审批", "the rule finds nobody: the fallback decides"),
}
_CHOSEN: Mapping[str, Words] = {
    "round_robin": ("，轮到", ", next in turn"),
    "least_loaded": ("，待办最少", ", with the fewest open tasks"),
    "applicant": ("，由申请人提交时选择", ", chosen by the applicant at submission"),
}
_BY_THE_APPLICANT = ("申请人提交时选择", "chosen by the applicant at submission")
#: How several people found by one rule decide: Chinese, English.
HOLDERS: Mapping[Holders, Words] = {
    "each": ("每人", "each of them"),
    "any": ("其中任一人", "any one of them"),
    "round_robin": ("轮流一人", "one in turn"),
    "least_loaded": ("待办最少者", "the least loaded"),
}


def words_of(approver: Approver, names: Naming) -> str:
    """How somebody came to decide, as a sentence."""
    if approver.at:
        said = _of(
            ("已在审批点 {at} 同意，内容未变", "agreed at point {at}; nothing has changed since"), names.lang
        )
        return said.format(at=approver.at)
    chinese = names.lang == "zh"
    if approver.chosen == "applicant" and approver.how == "person":
        return _of(_BY_THE_APPLICANT, names.lang)
    position = names.title(approver.position) or _of(("审批人", "the approver"), names.lang)
    text = _of(HOW[approver.how], names.lang).format(position=position, levels=approver.levels)
    if approver.limit is not None:
        up_to = Decimal(approver.limit) if approver.limit else None
        limit = limit_words(approver.fact, up_to, names)
        text = f"{names.fact(approver.fact)} {limit}{'：' if chinese else ': '}{text}"
    return text + (_of(_CHOSEN[approver.chosen], names.lang) if approver.chosen else "")


def limit_words(fact: str, up_to: Decimal | None, names: Naming) -> str:
    """The line of a table by amount: ≤ ¥100,000."""
    if up_to is None:
        return "超出各档" if names.lang == "zh" else "above every limit"
    return f"≤ {names.amount(fact, up_to)}"


def rule_words(rule: Rule, names: Naming) -> str:
    """A rule in one line."""
    parts = [who_words(rule, names)]
    zh = names.lang == "zh"
    if rule.kind in ("position", "amount") and not rule.near:
        parts.append("不限上级" if zh else "not only superiors")
    if rule.rank:
        parts.append(f"职级不低于 {rule.rank}" if zh else f"rank {rule.rank} or higher")
    if rule.fresh:
        parts.append("未审批过本单" if zh else "who has not decided yet")
    if rule.holders != "each":
        parts.append(_of(HOLDERS[rule.holders], names.lang))
    if rule.fallback is not None:
        who = stand_in_words(rule.fallback, names)
        parts.append(f"备用：{who}" if zh else f"else {who}")
    return parts[0] if len(parts) == 1 else _bracketed(parts, names.lang)


def rules_words(rules: tuple[Rule, ...], names: Naming) -> str:
    """All rules of a point in one line."""
    bare = all("，" not in rule_words(rule, names) and "," not in rule_words(rule, names) for rule in rules)
    comma = ("、" if names.lang == "zh" else ", ") if bare else ("；" if names.lang == "zh" else "; ")
    return comma.join(rule_words(rule, names) for rule in rules)


def stand_in_words(stand_in: StandIn, names: Naming) -> str:
    """Who stands in."""
    return names.name(stand_in.person) if stand_in.person else names.title(stand_in.position)


def who_words(rule: Rule, names: Naming) -> str:
    """Whom a rule asks for, without its options."""
    zh = names.lang == "zh"
    match rule.kind:
        case "position":
            return names.title(rule.position)
        case "department":
            title = names.title(rule.position)
            return f"申请人部门的{title}" if zh else f"{title} of the applicant's department"
        case "superior" if rule.levels == 1:
            return "申请人的上级" if zh else "the applicant's superior"
        case "superior":
            return f"申请人的第 {rule.levels} 级上级" if zh else f"{rule.levels} levels above the applicant"
        case "person":
            return names.name(rule.person)
        case "amount":
            joined = ("；" if zh else "; ").join(_line(rule.fact, one, names) for one in rule.limits)
            return f"按{names.fact(rule.fact)}：{joined}" if zh else f"by {names.fact(rule.fact)}: {joined}"


def _line(fact: str, line: Limit, names: Naming) -> str:
    return f"{limit_words(fact, line.up_to, names)} {names.title(line.position)}"


def _bracketed(parts: list[str], lang: Lang) -> str:
    rest = ("，" if lang == "zh" else ", ").join(parts[1:])
    return f"{parts[0]}（{rest}）" if lang == "zh" else f"{parts[0]} ({rest})"


def _of(words: Words, lang: Lang) -> str:
    return words[0] if lang == "zh" else words[1]
