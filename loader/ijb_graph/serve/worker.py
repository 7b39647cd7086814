"""What one process needs to serve: settings that can be sent to it, and the application that it makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from starlette.applications import Starlette

from ijb_graph.ask.questions import read_questions
from ijb_graph.check.rules import read_rules
from ijb_graph.check.run_rules import check
from ijb_graph.engine import Engine, open_engine
from ijb_graph.engine.query_limits import Limits
from ijb_graph.errors import Problems
from ijb_graph.project import Project, find_project
from ijb_graph.publish.datasets import CATALOGUE
from ijb_graph.serve.application import application
from ijb_graph.serve.graph_source import GraphSource
from ijb_graph.serve.withdrawn_source import WithdrawnSource
from ijb_graph.site.content import Content, read_content
from ijb_graph.site.edition import Edition
from ijb_graph.site.site import Site

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """The graph's file, or the server that ``endpoint`` names, and the limits of `application`.

    ``publication`` is the folder of the last publication, or None; ``edition`` is what the pages say of it.
    """

    graph: Path
    endpoint: str | None
    publication: Path | None
    edition: Edition
    limits: Limits
    running: int
    waiting: int
    patience: float

    def content(self, project: Project) -> Content:
        """The project's texts for the pages; without what papers do not say, where the graph lies in a publication.

        The publisher may have withdrawn names of people that the project's texts still have.
        """
        content = read_content(project.data, project.ontology)
        return replace(content, unknowns={}) if (self.graph.parent / CATALOGUE).is_file() else content

    def application(self) -> Starlette:
        """Load the graph, and make the application over it; InputError where something cannot be read."""
        project = find_project()
        # The command has told of unfinished rules.
        rules, questions = read_rules(project.shapes, Problems()), read_questions(project.queries)
        content = self.content(project)

        def site(engine: Engine) -> Site:
            return Site(engine, rules, questions, check(engine, rules), self.edition, content)

        withdrawn = WithdrawnSource(self.publication)
        if self.endpoint is None:
            source: GraphSource | Engine = GraphSource(self.graph)
        else:
            source = open_engine(self.graph, self.endpoint, limits=self.limits)
        # What asks another server keeps one account of time and size: for one query at a time.
        running = self.running if self.endpoint is None else 1
        return application(source, self.limits, site, questions, rules, withdrawn, running, self.waiting, self.patience)
