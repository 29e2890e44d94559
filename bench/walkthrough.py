"""Run every command of a page in its order, as a reader would.

Run as: python -m bench.walkthrough [PAGE] [--port N] [--print]

The blocks marked ```bash are one session. A command followed by `# status N` (or `# status N or M`) must end with that
status, every other one with 0. The trace on standard error tells the seconds since the start.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "retraining.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```", re.DOTALL | re.MULTILINE)
STATUS = re.compile(r"^(?P<command>\S.*?)\s+# status (?P<codes>\d+(?: or \d+)*)$", re.MULTILINE)
HEAD = """set -eu -o pipefail
PS4='+ [${SECONDS}s] '
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
expect() {
    local wanted=" $1 " code=0
    shift
    "$@" || code=$?
    [[ $wanted == *" $code "* ]] || { echo "ended with $code, the page says$wanted" >&2; exit 1; }
}
set -x
"""


def blocks(page: str) -> list[str]:
    """Return the bash blocks of a Markdown page."""
    return BLOCK.findall(page)


def script(page: str, port: int = 8000) -> str:
    """Return the page's commands as one bash script that stops at the first that ends otherwise than the page says."""
    lines = "\n".join(blocks(page)).replace("localhost:8000", f"localhost:{port}")
    return HEAD + STATUS.sub(lambda found: f"expect '{found['codes']}' {found['command']}", lines)


def main(argv: list[str] | None = None) -> int:
    """Run the page, or print its script; returns the script's status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("page", nargs="?", type=Path, default=PAGE)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--print", action="store_true", dest="shown")
    asked = parser.parse_args(argv)
    text = script(asked.page.read_text("utf-8"), asked.port)
    if asked.shown:
        sys.stdout.write(text)
        return 0
    environment = os.environ | {"QUOTESTANCE_PORT": str(asked.port)}
    return subprocess.run(["bash", "-c", text], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
