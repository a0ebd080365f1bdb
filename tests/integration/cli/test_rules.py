"""`guanxi rules`: files of flows at the terminal, from one store into another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.demo.company import build_company
from admin import cli
from admin.cli import Settings
from processes.approval import policies, types
from tests.support.small_platform import SmallPlatform


class Ruled(SmallPlatform):
    """With the shipped flows and the people they name."""

    def prepare(self) -> None:
        with self.store.read() as connection:
            known = policies.policies(connection)
        if not known:
            with self.store.begin(by=None, action="test") as tx:
                build_company(tx)
            types.install(self.store)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str, store: str = "one") -> tuple[int, str, str]:
        database = f"sqlite:///{tmp_path}/{store}.db"
        code = cli.main(
            ["rules", *words, "--database", database, "--lang", "en"],
            build=Ruled,
            environment={"GUANXI_VAR": str(tmp_path)},
        )
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def draft(tmp_path: Path, store: str, key: str = "quote") -> policies.Version | None:
    platform = Ruled(Settings(database=f"sqlite:///{tmp_path}/{store}.db", secret_key="x", var=tmp_path))
    with platform.store.read() as connection:
        found = policies.draft(connection, key)
    platform.store.close()
    return found


def test_flows_are_moved_from_one_installation_to_another(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "quote.flows.json"
    assert run("export", str(file), "--flow", "quote") == (0, "", "")
    moved = json.loads(file.read_text(encoding="utf-8"))
    moved["flows"][0]["content"]["once"] = True
    file.write_text(json.dumps(moved), encoding="utf-8")
    code, out, _err = run("check", str(file), store="two")
    change = "   People at several points: asked at every point → each decides once"
    assert (code, out.splitlines()) == (0, ["quote → quote: into the draft", change])
    assert draft(tmp_path, "two") is None
    assert run("import", str(file), store="two")[0] == 0
    found = draft(tmp_path, "two")
    assert found is not None
    assert found.flow.once
    assert run("import", str(file), store="two")[0] == 1, "there is nothing left to import"


def test_what_does_not_fit_and_what_cannot_be_read_is_told_with_its_line(run: Any, tmp_path: Path) -> None:
    code, everything, _err = run("export")
    assert code == 0
    raw = json.loads(everything)
    file = tmp_path / "flows.json"
    raw["flows"] = [one for one in raw["flows"] if one["key"] == "quote"]
    raw["flows"][0]["content"]["points"][0]["positions"] = ["king"]
    file.write_text(json.dumps(raw), encoding="utf-8")
    code, out, _err = run("check", str(file))
    assert code == 1
    assert "! line 1 flows/0/content/points/0/positions: There is no position “king”" in out
    file.write_text("{\n\n", encoding="utf-8")
    code, _out, err = run("check", str(file))
    assert (code, err.startswith(f"{file}: line 3: not JSON at column 1")) == (1, True)
    assert run("check", str(tmp_path / "none.json"))[0] == 1
