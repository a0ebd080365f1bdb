"""The pictures that a kind of request may have, with what they are called."""

from __future__ import annotations

from engine.organisation import Language

#: picture → Chinese, English
ICONS: dict[str, tuple[str, str]] = {
    "file-text": ("文件", "Document"),
    "beach": ("休假", "Holiday"),
    "plane-departure": ("出行", "Travel"),
    "receipt": ("票据", "Bill"),
    "shopping-cart": ("采购", "Shopping"),
    "rubber-stamp": ("印章", "Stamp"),
    "file-certificate": ("合同", "Agreement"),
    "speakerphone": ("宣传", "Publicity"),
    "credit-card": ("信用", "Credit"),
    "discount": ("折扣", "Reduction"),
    "building": ("机构", "Organisation"),
    "gavel": ("制度", "Regulation"),
    "gift": ("礼品", "Present"),
    "tools-kitchen-2": ("餐饮", "Meals"),
    "target-arrow": ("目标", "Aim"),
    "user-key": ("账号", "Access"),
    "car": ("车辆", "Car"),
    "home": ("住房", "House"),
    "school": ("培训", "Training"),
    "heart": ("关怀", "Care"),
    "tools": ("工具", "Tools"),
    "device-laptop": ("电脑", "Computer"),
    "book": ("图书", "Book"),
    "key": ("钥匙", "Key"),
    "truck": ("运输", "Transport"),
    "clock": ("时间", "Time"),
    "users": ("人员", "People"),
    "star": ("重要", "Star"),
}


def choices(current: str, lang: Language) -> list[tuple[str, str]]:
    """Every picture with its word; `current` too, where a package brought another one."""
    listed = [(name, zh if lang == "zh" else en) for name, (zh, en) in ICONS.items()]
    return listed if not current or current in ICONS else [*listed, (current, current)]
