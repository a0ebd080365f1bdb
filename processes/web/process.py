"""One process: its diagram, its versions, its files, what changed between two versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.definition import Diagram, read
from engine.errors import NotFound
from engine.store.definitions import opinions, resources, versions
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes import drafts, queries
from processes.decisions.comparing import compare_decisions
from processes.deploy import Deployer
from processes.difference import difference, fact_word, marks
from processes.picture import draw
from processes.web.frame import chosen, frame
from processes.web.opinion import badge


class ProcessPages:
    """The tabs of /definitions/<key>."""

    def __init__(self, *, deployer: Deployer) -> None:
        self._store = deployer.engine.store

    @require("definition", "view")
    def diagram(self, key: str) -> Response | str:
        """The picture, live; `?version=` shows an earlier one."""
        with self._store.read() as connection:
            rows = versions(connection, key)
            if not rows:
                return self._draft_only(connection, key)
            one = chosen(rows)
            page = frame(connection, key, one, "diagram")
            page["figures"] = queries.figures(connection, key, self._store.clock.now())
            data = resources(connection, one.id)[one.path]
            opinion = opinions(connection, [one.id]).get(one.id)
        drawn, texts = read(data), one.messages.get(lang(), {})

        def words(name: str) -> str:
            return texts.get(name) or name

        page["badge"] = badge(opinion, drawn, words)
        page["element"] = _shown(drawn, request.args.get("element", ""))
        page["picture"] = draw(drawn, title=page["title"], words=words)
        return render_template("definitions/diagram.html", **page)

    @require("definition", "view")
    def versions(self, key: str) -> str:
        """Who published what, when and why."""
        with self._store.read() as connection:
            rows = queries.version_rows(connection, key)
            if not rows:
                raise NotFound(what="definition", id=key)
            page = frame(connection, key, rows[0].definition, "versions")
        return render_template("definitions/versions.html", rows=rows, **page)

    @require("definition", "view")
    def files(self, key: str) -> str:
        """The files of a version."""
        with self._store.read() as connection:
            one = chosen(versions(connection, key))
            page = frame(connection, key, one, "files")
            page["files"] = queries.file_sizes(connection, one)
        return render_template("definitions/files.html", **page)

    @require("definition", "view")
    def compare(self, key: str) -> str:
        """What changed from `?a=` to `?b=`, in words and on the picture."""
        with self._store.read() as connection:
            rows = versions(connection, key)
            new = chosen(rows, "b")
            old = chosen([one for one in rows if one.version != new.version] or rows, "a")
            page = frame(connection, key, new, "compare")
            files = [resources(connection, one.id) for one in (old, new)]
        before, after = (read(each[one.path]) for each, one in zip(files, (old, new), strict=True))
        found = difference(before, after)
        texts = new.messages.get(lang(), {})
        picture = draw(
            after, title=page["title"], words=lambda name: texts.get(name) or name, marks=marks(found)
        )
        return render_template(
            "definitions/compare.html",
            old=old,
            rows=rows,
            options=[(str(one.version), f"v{one.version}") for one in rows],
            found=found,
            decided=compare_decisions(*files),
            picture=picture,
            word=_word,
            **page,
        )

    @require("definition", "edit")
    def restore(self, key: str, version: int) -> Response:
        """An earlier version as the draft of this process."""
        with self._store.read() as connection:
            one = next((each for each in versions(connection, key) if each.version == version), None)
            if one is None:
                raise NotFound(what="version", id=version)
            files = resources(connection, one.id)
        with self._store.begin(by=signed_in().id, action="definition.draft") as tx:
            drafts.save(tx, key=key, files=files, revision=0)
        flash(_("Version %(version)s is now the draft", version=version), "ok")
        return redirect(url_for("definitions.design", key=key), code=303)

    def _draft_only(self, connection: Connection, key: str) -> Response:
        drafts.open_work(connection, key)
        return redirect(url_for("definitions.design", key=key), code=303)


def _word(fact: str) -> str:
    return fact_word(fact, lang())


def _shown(diagram: Diagram, element: str) -> str:
    """The element that somebody wants to see, if the diagram has it."""
    return element if element in diagram.elements else ""
