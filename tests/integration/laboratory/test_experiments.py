"""The lab guide's experiments, from an empty company to its analyses, each by the pages alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import organisation
from engine.store.verify import verify
from forms.accounts import create_user, passwords
from tests.journeys import laboratory
from tests.journeys.laboratory import GIVEN, OWN, PEOPLE
from tests.journeys.stage import Stage
from tests.support.application import CHEAP, Application
from tests.support.visitor import Visitor


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A new platform: its administrator and nothing else."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    site = Application(tmp_path)
    site.platform.migrate()
    site.platform.prepare()
    create_user(site.store, login="root", password=OWN, name="管理员", name_en="Root", positions=["admin"])
    yield Stage(site, lambda login: Visitor(site.log_in(login, "zh", OWN)))
    site.close()


def test_a_new_user_does_the_experiments_of_the_lab_guide(stage: Stage) -> None:
    laboratory.sets_up_the_organisation(stage)
    choose_passwords(stage.site)
    laboratory.defines_standards(stage)
    laboratory.sets_prices(stage)
    laboratory.enters_customers(stage)
    laboratory.sells(stage)
    laboratory.delivers_and_collects(stage)
    laboratory.answers_customers(stage)
    laboratory.looks_at_the_figures(stage)
    with stage.site.store.snapshot() as connection:
        assert verify(connection, stage.site.platform.checks) == []


def choose_passwords(site: Application) -> None:
    """Everybody replaces the password that was given: how, is shown by the tests of people's pages."""
    for login, *_ in PEOPLE:
        with site.store.read() as connection:
            person = organisation.by_login(connection, login)
        assert person is not None
        site.platform.accounts.change_password(person, GIVEN, OWN, address="test")
