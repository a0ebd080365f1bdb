"""Pages of lists, pages and editors that every entity gets."""

from __future__ import annotations

from flask import Blueprint

from adapters.crm.web.navigation import Section, sections, tab
from adapters.crm.web.records.bulk import Bulk
from adapters.crm.web.records.editing import Editing
from adapters.crm.web.records.files import Files
from adapters.crm.web.records.further import FurtherFacts
from adapters.crm.web.records.imports import Imports
from adapters.crm.web.records.reading import Reading
from adapters.crm.web.site import Site
from forms.accounts import current_person

ROOT = "/records/<path>"


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses of this area."""
    reading, editing = Reading(site), Editing(site)
    crm.add_url_rule(f"{ROOT}/", "records", reading.index)
    crm.add_url_rule(f"{ROOT}/new", "new_record", editing.new)
    crm.add_url_rule(f"{ROOT}/new", "create_record", editing.create, methods=["POST"])
    crm.add_url_rule(f"{ROOT}/choose/<name>", "choose_record", reading.choose)
    one = f"{ROOT}/<int:row_id>"
    crm.add_url_rule(one, "record", reading.show)
    crm.add_url_rule(f"{one}/edit", "edit_record", editing.edit)
    crm.add_url_rule(f"{one}/edit", "save_record", editing.save, methods=["POST"])
    crm.add_url_rule(f"{one}/delete", "delete_record", editing.delete, methods=["POST"])
    crm.add_url_rule(f"{one}/fields/<name>", "record_field", editing.field)
    crm.add_url_rule(f"{one}/fields/<name>", "save_record_field", editing.save_field, methods=["POST"])
    crm.add_url_rule(f"{one}/facts/<name>", "record_fact", editing.fact)
    many = Bulk(site)
    crm.add_url_rule(f"{ROOT}/recycled", "recycled_records", many.recycled)
    crm.add_url_rule(f"{ROOT}/recover", "recover_records", many.recover, methods=["POST"])
    crm.add_url_rule(f"{ROOT}/bulk/<action>", "look_at_bulk", many.look, methods=["POST"])
    crm.add_url_rule(f"{ROOT}/bulk/<action>/do", "do_bulk", many.do, methods=["POST"])
    _add_files(crm, Files(site))
    _add_imports(crm, Imports(site))
    crm.app_template_global("crm_attributes")(FurtherFacts(site).card)
    crm.app_template_global("crm_menu")(lambda: _menu(site))
    crm.app_template_global("crm_tab")(tab)


def _add_files(crm: Blueprint, files: Files) -> None:
    all_of_them = f"{ROOT}/<int:row_id>/files"
    one = f"{all_of_them}/<int:file_id>"
    crm.add_url_rule(all_of_them, "record_files", files.index)
    crm.add_url_rule(all_of_them, "attach_files", files.attach, methods=["POST"])
    crm.add_url_rule(f"{all_of_them}.zip", "record_archive", files.archive)
    crm.add_url_rule(one, "record_file", files.content)
    crm.add_url_rule(f"{one}/kind", "describe_file", files.describe, methods=["POST"])
    crm.add_url_rule(f"{one}/remove", "remove_file", files.remove, methods=["POST"])
    crm.add_url_rule(f"{one}/recover", "recover_file", files.recover, methods=["POST"])
    crm.app_template_global("crm_files")(files.card)
    crm.app_template_global("crm_file_links")(files.links)


def _add_imports(crm: Blueprint, imports: Imports) -> None:
    job = f"{ROOT}/imports/<int:job_id>"
    crm.add_url_rule(f"{ROOT}/import", "new_import", imports.new)
    crm.add_url_rule(f"{ROOT}/import", "upload_import", imports.upload, methods=["POST"])
    crm.add_url_rule(job, "import_job", imports.show)
    crm.add_url_rule(f"{job}/columns", "map_import", imports.map, methods=["POST"])
    crm.add_url_rule(f"{job}/do", "do_import", imports.do, methods=["POST"])
    crm.add_url_rule(f"{job}/cancel", "cancel_import", imports.cancel, methods=["POST"])
    crm.add_url_rule(f"{job}/left-out.csv", "left_out_rows", imports.left_out)
    crm.add_url_rule(f"{job}/undo", "undo_import", imports.undo, methods=["POST"])


def _menu(site: Site) -> list[Section]:
    person = current_person()
    if person is None:
        return []
    with site.store.read() as connection:
        return sections(connection, person)
