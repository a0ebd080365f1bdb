"""The shipped packages: without findings, drawn completely, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from processes.approval.adapters import adapters as approval_steps
from processes.approval.documents import Documents
from processes.approval.quotes import QUOTES
from processes.check.files import check_files
from processes.package import read_folder

BPMN = Path(__file__).parents[4] / "bpmn"
PACKAGES = ("approval", "quote_approval")
SHAPE, EDGE = (f"{{http://www.omg.org/spec/BPMN/20100524/DI}}{kind}" for kind in ("BPMNShape", "BPMNEdge"))


@pytest.fixture
def applications(store):
    class Nowhere:
        def deliver(self, message):
            raise AssertionError(f"nothing is sent here: {message}")

    mailer = Mailer(store=store, transport=Nowhere(), sender="guanxi@demo.guanxi.example")
    return {**registry(mailer=mailer), **approval_steps(Documents([QUOTES]))}


def _diagram(package):
    [data] = read_folder(BPMN / package).resources(".bpmn").values()
    return etree.fromstring(data)


def test_they_are_checked_without_an_error_or_a_warning(applications):
    files = {}
    for name in PACKAGES:
        package = read_folder(BPMN / name)
        assert package.findings == ()
        files |= {f"{name}/{path}": data for path, data in package.resources(".bpmn").items()}
        files |= {f"{name}/{path}": data for path, data in package.resources(".form").items()}
    findings = check_files(files, adapters=set(applications))
    assert [finding for finding in findings if finding.severity != "info"] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_they_name_the_applications_they_call(package, applications):
    bound = {
        element.get("{urn:guanxi:bpmn:1}adapter")
        for element in _diagram(package).iter()
        if isinstance(element.tag, str)
    }
    assert set(read_folder(BPMN / package).applications) == bound - {None}
    assert bound - {None} <= set(applications)


@pytest.mark.parametrize("package", PACKAGES)
def test_everything_is_drawn(package):
    diagram = _diagram(package)
    kinds = r"(.*Task|.*Event|.*Gateway|callActivity|subProcess|sequenceFlow|lane|participant)"
    elements = {
        element.get("id")
        for element in diagram.iter()
        if isinstance(element.tag, str) and re.fullmatch(kinds, etree.QName(element).localname)
    }
    drawn = {one.get("bpmnElement") for one in diagram.iter(SHAPE, EDGE)}
    assert elements - drawn == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_can_be_read_in_english(package):
    messages = read_folder(BPMN / package).messages["en"]
    names = {
        element.get("name")
        for element in _diagram(package).iter()
        if isinstance(element.tag, str) and re.search(r"[\u4e00-\u9fff]", element.get("name") or "")
    }
    assert names - set(messages) - set(read_folder(BPMN / package).title.values()) == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_the_texts_of_its_forms_can_be_read_in_english(package):
    found = read_folder(BPMN / package)
    for data in found.resources(".form").values():
        texts = set(re.findall(r'"(?:label|text|description|title)": "([^"]+)"', data.decode()))
        assert texts - set(found.messages["en"]) - set(found.title.values()) == set()
