"""Take Markdown's signs out of a text: **bold**, and where [links](https://lidne.example) lead."""

import re

_PLACE = r"(?:https?://|www\.|mailto:|/|\#)(?:[^()\s]|\([^()\s]{0,100}\)){0,1000}(?: \"[^\"\n]{0,200}\")?"
_LINK = re.compile(rf"(?P<open>!?\[)(?P<kept>[^\[\]\n]{{1,300}})(?P<close>\](?:\({_PLACE}\)|\[\d{{1,3}}\]))")
_BOLD = re.compile(
    r"(?<![\w*])(?P<open>\*\*\*?)(?=[^\s*])(?P<kept>[^*\n]{1,500})(?<=[^\s*])(?P<close>(?P=open))(?![\w*])"
)
_UNDERLINED = re.compile(r"(?<![\w_])(?P<open>__)(?=[^\s_])(?P<kept>[^_\n]{1,500})(?<=[^\s_])(?P<close>__)(?![\w_])")
_SIGNS = ("**", "__", "](", "][")


def unmarked(text: str) -> str:
    """Return `text` with blanks for the signs of bold words and links; every other character keeps its place."""
    if not any(sign in text for sign in _SIGNS):
        return text
    for pattern in (_LINK, _BOLD, _UNDERLINED):
        text = pattern.sub(_blanked, text)
    return text


def _blanked(found: re.Match[str]) -> str:
    return " " * len(found["open"]) + found["kept"] + " " * len(found["close"])
