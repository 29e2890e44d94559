"""Where the corrections database is: its URL, checked before anything is opened."""

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from model.errors import SettingsError

WANTED = "the corrections database must be a URL such as sqlite:///FILE or postgresql://HOST/NAME"


def parsed(url: str) -> URL:
    """Return the URL of an SQLite or PostgreSQL database; raises SettingsError, which shows no password."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError) as error:
        # The message of the error may hold a password, so it is not passed on.
        raise SettingsError(WANTED) from error
    backend = found.get_backend_name()
    if backend not in {"sqlite", "postgresql", "postgres"}:
        raise SettingsError(f"the corrections database must be SQLite or PostgreSQL, got {backend!r}")
    if backend == "sqlite" and (found.database or ":memory:") == ":memory:":
        raise SettingsError("the corrections database must be a file, one in memory keeps nothing; name sqlite:///FILE")
    return found if backend == "sqlite" else found.set(drivername="postgresql+psycopg")


def shown(url: URL) -> str:
    """Return a URL as it may be read by anybody, without the passwords in it, those among its parameters as well."""
    secret = {name: "hidden" for name in url.query if "password" in name.lower()}
    return url.update_query_dict(secret).render_as_string(hide_password=True)
