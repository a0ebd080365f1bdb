"""What all applications about service cases have in common."""

from __future__ import annotations

from marshmallow import Schema

from adapters.contract import Adapter, Operation

ERRORS = {
    "CASE_NOT_FOUND": ("服务单不存在", "the case does not exist"),
    "CASE_CUSTOMER": ("客户不存在", "the customer does not exist"),
    "CASE_INCOMPLETE": ("所选措施缺少资料", "what an action needs is missing"),
    "CASE_OTHER_INSTANCE": ("服务单属于另一个流程实例", "the case belongs to another process instance"),
}


def application(
    name: str, zh: str, en: str, inputs: type[Schema], outputs: type[Schema], run: Operation
) -> Adapter:
    """An application `crm.feedback.<name>`."""
    return Adapter(
        name=f"crm.feedback.{name}",
        zh=zh,
        en=en,
        kind="transactional",
        inputs=inputs,
        outputs=outputs,
        run=run,
        errors=ERRORS,
    )
