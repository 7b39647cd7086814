"""Who asks a server: a user with a password, or a bearer token. They come from the environment and are never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ijb_graph.errors import InputError
from ijb_graph.errors.engine import InvalidLogin

__all__ = ["Credentials", "credentials_from"]

_USER, _PASSWORD, _TOKEN = "IJB_ENDPOINT_USER", "IJB_ENDPOINT_PASSWORD", "IJB_ENDPOINT_TOKEN"


@dataclass(frozen=True)
class Credentials:
    """A user with a password, a token, or nothing: then all three are empty."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def credentials_from(environment: Mapping[str, str]) -> Credentials:
    """The login that the environment gives; InputError where it is half a login, two, or none that can be sent."""
    login = Credentials(*(environment.get(name, "") for name in (_USER, _PASSWORD, _TOKEN)))

    def problem(what: str, needed: str) -> InputError:
        return InvalidLogin("the environment", what, needed).error()

    if login.token and (login.user or login.password):
        raise problem(f"{_TOKEN} beside {_USER} or {_PASSWORD}", "a user with a password, or a token")
    if bool(login.user) != bool(login.password):
        raise problem(f"{_USER if login.user else _PASSWORD} alone", f"{_USER} and {_PASSWORD} together")
    if not re.fullmatch(r"[\x21-\x7e]*", login.token):
        raise problem(f"a {_TOKEN} with a space, a line end or a letter outside ASCII", "a token as the server gave it")
    return login
