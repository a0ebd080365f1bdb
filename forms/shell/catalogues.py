"""Translation catalogues: reading every folder's `.po` at start, and checking that none is incomplete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("forms", "worklist", "processes", "adapters", "admin")
CATALOGUE = Path("translations") / "zh" / "LC_MESSAGES" / "messages.po"
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "_l": None,
}
PLACEHOLDER = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A text that Chinese readers would see in English, or with a placeholder lost."""

    folder: str
    file: str
    line: int
    msgid: str
    why: str


def catalogue_of(folder: str) -> Catalog:
    """The Chinese catalogue of one top-level folder; empty where there is none yet."""
    path = ROOT / folder / CATALOGUE
    if not path.is_file():
        return Catalog(locale="zh")
    with path.open("rb") as file:
        return read_po(file, locale="zh", charset="utf-8", abort_invalid=True)


def merged_catalogue() -> Catalog:
    """All folders in one; a text translated in two folders keeps the first translation."""
    merged = Catalog(locale="zh", charset="utf-8")
    for folder in FOLDERS:
        for message in catalogue_of(folder):
            if message.id and message.string and merged.get(message.id, message.context) is None:
                merged.add(message.id, message.string, context=message.context)
    return merged


def chinese_translations() -> Translations:
    """What gettext reads, compiled in memory (no `.mo` files to forget)."""
    compiled = BytesIO()
    write_mo(compiled, merged_catalogue())
    compiled.seek(0)
    return Translations(compiled, domain="messages")


def check_catalogues(folders: tuple[str, ...] = FOLDERS) -> list[Missing]:
    """Every text used in the code and templates of `folders` that has no sound Chinese translation."""
    merged = merged_catalogue()
    return [missing for folder in folders for missing in _check_folder(folder, merged)]


def _check_folder(folder: str, merged: Catalog) -> Iterator[Missing]:
    seen: set[object] = set()
    extracted = extract_from_dir(
        str(ROOT / folder), method_map=METHODS, keywords=KEYWORDS, directory_filter=_is_source
    )
    for file, line, message, _comments, context in extracted:
        if not message or message in seen:
            continue
        seen.add(message)
        why = _fault(merged, message, context)
        if why:
            text = message if isinstance(message, str) else message[0]
            yield Missing(folder=folder, file=f"{folder}/{file}", line=line, msgid=text, why=why)


def _is_source(path: str) -> bool:
    return Path(path).name not in {"static", "assets", "node_modules", "__pycache__", "translations"}


def _fault(merged: Catalog, message: str | tuple[str, ...], context: str | None) -> str:
    found = merged.get(message, context)
    if found is None or not found.string or found.fuzzy:
        return "no translation"
    source = message if isinstance(message, str) else " ".join(message)
    target = found.string if isinstance(found.string, str) else " ".join(found.string)
    lost = set(PLACEHOLDER.findall(target)) - set(PLACEHOLDER.findall(source))
    return f"unknown placeholders {sorted(lost)}" if lost else ""
