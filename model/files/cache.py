"""The folder of what is made once and kept: bases taken out of their packages, and engines' files.

It is QUOTESTANCE_CACHE, or else the user's cache folder. Anything in it may be deleted at any time.
"""

import os
from pathlib import Path

from platformdirs import user_cache_path

CACHE_VARIABLE = "QUOTESTANCE_CACHE"


def cache_folder() -> Path:
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else user_cache_path("quotestance")
