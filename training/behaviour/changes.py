"""Changes of typography that no reader would notice; each works on a text whose words are marked by braces."""

from collections.abc import Callable

Change = Callable[[str], str]

STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
LOW_HIGH = str.maketrans({"“": "„", "”": "“"})
GUILLEMETS = str.maketrans({"“": "«", "”": "»"})


def straight(text: str) -> str:
    return text.translate(STRAIGHT)


def low_high(text: str) -> str:
    return text.translate(LOW_HIGH)


def guillemets(text: str) -> str:
    return text.translate(GUILLEMETS)


def windows_lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def space_around(text: str) -> str:
    return f"\n  {text}  \n\n"


def double_spaces(text: str) -> str:
    return text.replace(" ", "  ")


def hard_spaces(text: str) -> str:
    return text.replace(" ", "\u00a0")


def spaced_dashes(text: str) -> str:
    """Write dashes as typewriters did."""
    return text.replace(" — ", " -- ").replace(" – ", " - ")


CHANGES: dict[str, Change] = {
    "straight": straight,
    "low-high": low_high,
    "guillemets": guillemets,
    "windows-lines": windows_lines,
    "space-around": space_around,
    "double-spaces": double_spaces,
    "hard-spaces": hard_spaces,
    "spaced-dashes": spaced_dashes,
}
