"""A real PostgreSQL for tests: a private cluster in a folder of its own, ended and removed with the tests."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def _user() -> str | None:
    """PostgreSQL refuses to run as root, and its package makes a user for it."""
    return "postgres" if os.geteuid() == 0 else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed; `apt-get install postgresql` lets these tests run")
    folder = Path(tempfile.mkdtemp(prefix="quotestance-pg-", dir="/tmp"))
    port, user = free_port(), _user()
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N")
    options = " ".join([f"-p {port} -k {folder} -c listen_addresses=127.0.0.1", *(f"-c {one}" for one in FAST)])
    control: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-t", "120"]
    run(*control, "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder)
