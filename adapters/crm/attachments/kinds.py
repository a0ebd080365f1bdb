"""What the files of a record are: code → Chinese, English. The first one is proposed."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]

OTHER: Words = {"other": ("其他", "Other")}
_KINDS: Mapping[str, Words] = {
    "order": {
        "contract": ("采购合同", "Purchase contract"),
        "drawing": ("图纸", "Drawing"),
        "receipt": ("签收单", "Delivery receipt"),
    },
    "contract": {
        "scan": ("签署扫描件", "Signed scan"),
        "draft": ("草案", "Draft"),
        "annex": ("合同附件", "Annex"),
    },
    "quote": {
        "inquiry": ("客户询价", "Inquiry"),
        "sheet": ("报价单", "Quotation"),
        "drawing": ("图纸", "Drawing"),
    },
    "return": {
        "photo": ("照片", "Photo"),
        "inspection": ("检验报告", "Inspection report"),
        "shipping": ("运单", "Waybill"),
    },
    "feedback": {
        "evidence": ("证据", "Evidence"),
        "photo": ("照片", "Photo"),
        "answer": ("答复", "Answer"),
    },
    "repair": {"photo": ("照片", "Photo"), "inspection": ("检测报告", "Test report")},
    "delivery": {"receipt": ("签收单", "Delivery receipt"), "photo": ("照片", "Photo")},
    "receipt": {"bank_slip": ("银行回单", "Bank slip")},
    "payment": {"bank_slip": ("银行回单", "Bank slip"), "invoice": ("发票", "Invoice")},
    "invoice": {"invoice": ("发票", "Invoice")},
    "account": {
        "licence": ("营业执照", "Business licence"),
        "agreement": ("协议", "Agreement"),
        "material": ("资料", "Material"),
    },
    "product": {"picture": ("图片", "Picture"), "manual": ("说明书", "Manual")},
    "competitor": {"material": ("资料", "Material")},
}
_NAMED = {entity: {**kinds, **OTHER} for entity, kinds in _KINDS.items()}


def kinds_of(entity: str) -> Words:
    """The kinds of files that records of an entity hold."""
    return _NAMED.get(entity, OTHER)
