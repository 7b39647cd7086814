"""Who asks a server: a user with a password, or a bearer token. They come from the environment and are never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ijb_graph.errors import InputError

__all__ = ["PASSWORD", "TOKEN", "USER", "Credentials", "credentials_from"]

USER, PASSWORD, TOKEN = "IJB_ENDPOINT_USER", "IJB_ENDPOINT_PASSWORD", "IJB_ENDPOINT_TOKEN"


@dataclass(frozen=True)
class Credentials:
    """A user with a password, a token, or nothing: then all three are empty."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def credentials_from(environment: Mapping[str, str]) -> Credentials:
    """The login that the environment gives; InputError where it is half a login, two, or none that can be sent."""
    login = Credentials(*(environment.get(name, "") for name in (USER, PASSWORD, TOKEN)))

    def fault(found: str, expected: str) -> InputError:
        return InputError.of("the environment", found, expected, "Set what the server needs, and unset the rest.")

    if login.token and (login.user or login.password):
        raise fault(f"{TOKEN} beside {USER} or {PASSWORD}", "a user with a password, or a token")
    if bool(login.user) != bool(login.password):
        raise fault(f"{USER if login.user else PASSWORD} alone", f"{USER} and {PASSWORD} together")
    if not re.fullmatch(r"[\x21-\x7e]*", login.token):
        raise fault(f"a {TOKEN} with a space, a line end or a letter outside ASCII", "a token as the server gave it")
    return login
