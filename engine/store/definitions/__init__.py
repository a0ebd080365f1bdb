"""Definitions in the store: published versions and the designer's drafts."""

from __future__ import annotations

from engine.store.definitions.drafts import Draft, delete_draft, draft_keys, load_draft, save_draft
from engine.store.definitions.opinions import Opinion, opinions, record_opinion
from engine.store.definitions.publish import NewDefinition, package_checksum, publish, retire
from engine.store.definitions.published import Definition, all_latest, get, latest, resources, versions

__all__ = [
    "Definition",
    "Draft",
    "NewDefinition",
    "Opinion",
    "all_latest",
    "delete_draft",
    "draft_keys",
    "get",
    "latest",
    "load_draft",
    "opinions",
    "package_checksum",
    "publish",
    "record_opinion",
    "resources",
    "retire",
    "save_draft",
    "versions",
]
