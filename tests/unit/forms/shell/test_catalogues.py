"""Every text of the shell has a sound Chinese translation."""

from __future__ import annotations

from forms.shell.catalogues import check_catalogues, chinese_translations


def test_no_text_of_forms_lacks_chinese() -> None:
    assert [(one.file, one.line, one.msgid, one.why) for one in check_catalogues(("forms",))] == []


def test_a_missing_translation_is_found(tmp_path: object, monkeypatch: object) -> None:
    from pathlib import Path

    from forms.shell import catalogues

    folder = Path(str(tmp_path)) / "forms"
    (folder / "templates").mkdir(parents=True)
    (folder / "page.py").write_text('label = _("Save view")\nother = gettext("Never translated")\n', "utf-8")
    (folder / "templates" / "x.html").write_text(
        '{{ _("In a template") }}{% trans %}In a block{% endtrans %}', "utf-8"
    )
    monkeypatch.setattr(catalogues, "ROOT", Path(str(tmp_path)))  # type: ignore[attr-defined]
    found = {missing.msgid for missing in check_catalogues(("forms",))}
    assert found == {"Save view", "Never translated", "In a template", "In a block"}


def test_translations_are_read_without_mo_files() -> None:
    assert chinese_translations().gettext("Save view") == "保存视图"
    assert chinese_translations().gettext("not there") == "not there"
