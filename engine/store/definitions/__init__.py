"""Definitions in the store: published versions and the designer's drafts."""

from __future__ import annotations

from engine.store.definitions.drafts import Draft, delete_draft, draft_keys, load_draft, save_draft
from engine.store.definitions.publish import NewDefinition, package_checksum, publish, retire
from engine.store.definitions.published import Definition, all_latest, get, latest, resources, versions

__all__ = [
    "Definition",
    "Draft",
    "NewDefinition",
    "all_latest",
    "delete_draft",
    "draft_keys",
    "get",
    "latest",
    "load_draft",
    "package_checksum",
    "publish",
    "resources",
    "retire",
    "save_draft",
    "versions",
]
