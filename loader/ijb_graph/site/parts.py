"""What a page about the site itself, or about its rules, is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ijb_graph.ask.questions import Question
from ijb_graph.check.findings import Finding
from ijb_graph.check.rules import Rule
from ijb_graph.describe.labels import Names
from ijb_graph.engine import Engine
from ijb_graph.engine.papers import Paper
from ijb_graph.site.content import Content
from ijb_graph.site.edition import Edition
from ijb_graph.site.vocabulary import Vocabulary

__all__ = ["Files", "SiteParts"]

# What makes each file, by its path.
Files = dict[str, Callable[[str], bytes]]


@dataclass(frozen=True)
class SiteParts:
    """The graph and what the rules find in it, the project's texts, and what the publisher says.

    ``page`` fills in a template for a path, with further values by name.
    """

    engine: Engine
    edition: Edition
    content: Content
    names: Names
    vocabulary: Vocabulary
    rules: Sequence[Rule]
    questions: Mapping[str, Question]
    findings: Sequence[Finding]
    papers: Sequence[Paper]
    page: Callable[..., bytes]
