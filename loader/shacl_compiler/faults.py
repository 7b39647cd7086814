"""What can be wrong with shapes, and why they are not compiled: each fault names the shape and the term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Fault", "Refusal", "ShapesError", "ValidationFailure"]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one shape: ``shape`` and ``term`` as people write them, and what is wrong."""

    shape: str
    term: str
    wrong: str

    def __str__(self) -> str:
        """One line: the shape, the term, what is wrong."""
        return f"{self.shape}: {self.term}: {self.wrong}"


class ShapesError(ValueError):
    """The shapes are ill-formed; ``faults`` holds every reason that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults, each once, in order."""
        self.faults: tuple[Fault, ...] = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Refusal(ValueError):  # noqa: N818 - the word for what it is: nothing is wrong with the shape
    """A well-formed shape that is not compiled: ``fault`` names the shape, the term and the reason."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault."""
        self.fault = fault
        super().__init__(str(fault))


class ValidationFailure(RuntimeError):  # noqa: N818 - what SHACL calls it
    """The validation could not be carried out: a query reported ``?failure``, or an answer was none."""
