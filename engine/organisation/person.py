"""What the rest of the platform sees of people, positions and the reach of a right."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Status = Literal["active", "frozen", "left"]
Language = Literal["zh", "en"]


class Scope(StrEnum):
    """How far a right reaches. The order of the members is from narrow to wide."""

    OWN = "own"
    SUBORDINATE = "subordinate"
    DEPARTMENT = "department"
    PLATE = "plate"
    ALL = "all"

    @property
    def width(self) -> int:
        """0 for the narrowest."""
        return list(Scope).index(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """A post that rights are granted to. `short_name` is the word before a surname: 销售 李."""

    code: str
    name: str
    name_en: str
    short_name: str
    kind: str
    rank: int
    can_approve: bool

    def title(self, lang: Language) -> str:
        """The full name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, kw_only=True, slots=True)
class Department:
    """A node of the department tree."""

    id: int
    code: str
    name: str
    name_en: str
    parent_id: int | None
    plate_id: int | None
    manager_id: int | None

    def title(self, lang: Language) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """An employee as of today. `positions` are codes: the main post and every concurrent one."""

    id: int
    login: str
    name: str
    name_en: str
    department_id: int | None
    superior_id: int | None
    positions: frozenset[str] = field(default_factory=frozenset)
    main_position: str | None = None
    short_title: str = ""  # 销售
    title_zh: str = ""
    title_en: str = ""
    language: Language = "zh"
    status: Status = "active"
    email: str = ""

    @property
    def is_active(self) -> bool:
        """A frozen person, or one who has left, may nothing."""
        return self.status == "active"

    @property
    def surname(self) -> str:
        """The family name; the Chinese two-character ones count too."""
        return self.name[:2] if self.name[:2] in _DOUBLE_SURNAMES else self.name[:1]

    def label(self, lang: Language = "zh") -> str:
        """How lists call a person: 销售 李, Sales rep Li Wei."""
        if lang == "zh":
            return f"{self.short_title} {self.surname}".strip()
        return f"{self.title_en} {self.name_en}".strip()

    def full_label(self, lang: Language = "zh") -> str:
        """How logs call a person: position and full name."""
        if lang == "zh":
            return f"{self.title_zh} {self.name}".strip()
        return f"{self.title_en} {self.name_en}".strip()


_DOUBLE_SURNAMES = frozenset({"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容"})
