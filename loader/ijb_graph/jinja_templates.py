"""Filling in the Jinja templates that lie beside the modules that use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["fill_template"]


def fill_template(
    template: Path,
    values: Mapping[str, Any],
    filters: Mapping[str, Callable[..., Any]] | None = None,
    escape: Callable[[str], str] | None = None,
    is_html: bool = False,
) -> str:
    """The text that a template makes of the values; a name that it uses and nobody gives is an error.

    ``escape`` is applied to every text that is put in; in HTML that is done as HTML asks.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - slow to import

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=(lambda value: escape(value) if isinstance(value, str) else value) if escape else None,
    )
    environment.filters |= filters or {}
    return environment.get_template(template.name).render(values)
