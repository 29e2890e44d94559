"""Whether a capital makes a name: not that of a sentence's first word, of "Source:" or "(R-Tex)"."""

from model.language.lists import word_set
from model.sides.seats import is_seat
from model.speakers.tokens.lexicon import (
    AUX,
    BODY,
    CONJ,
    CUE,
    DET,
    NATION,
    NOUN,
    OPENER,
    POSS,
    PREP,
    PRONOUN,
    TIME,
    TITLE,
    lexicon,
)
from model.speakers.tokens.page import BREAK, Page

_LINES = frozenset(  # "Quote: “...”"
    "Source Quote Details Background Previously Reminder Conclusion Outlook Summary Verdict Reaction Update".split()
)
_MONTH_NAMES = frozenset(["april", "august", "jan", "june", "may"])
_DATING = frozenset("in since until till by during before after early mid late last this next every of and or".split())
_CONTRACTING = frozenset("i you he she it we they that there who what can".split())
_UNLIKE_NAMES = ("ly", "ing", "ed", "ity", "tion", "ness", "ment", "ism")


def heads_line(page: Page, i: int) -> bool:
    """Whether the token names nobody: Q or A of a printed interview, RT before an account, what heads a line."""
    following = page.word_at(i + 1)
    asks = page.words[i] in ("Q", "A") and (following in (":", ".") or page.words[i : i + 3] == ["Q", "&", "A"])
    repeats = page.words[i] == "RT" and following[:1] == "@"
    alone = following == BREAK and page.word_at(i - 1) in (BREAK, "")
    return asks or repeats or (page.words[i] in _LINES and (following == ":" or alone))


def gives_seat(page: Page, i: int) -> bool:
    """Whether the token is the party and the state of a member of Congress: Sen. John Koval (R-Tex)."""
    return page.word_at(i - 1) in ("(", ",") and is_seat(page.words[i])


def odd_capital(page: Page, i: int) -> bool:
    """Whether a small word has a capital inside a sentence, and so belongs to a name: May, Will, US."""
    return page.caps[i] and i > page.bounds[page.sentence[i]] and len(page.words[i]) > 1


def just_opens(page: Page, i: int) -> bool:
    """Whether the capital is owed to the start of a sentence alone."""
    tags = page.tags[i]
    if tags & TIME and not tags & TITLE:
        return not (_month_as_name(page, i) or _ends_outlet(page, i) or _begins_firm(page, i))
    if _contracted(page.lower[i]):
        return True
    starts = i == page.bounds[page.sentence[i]] or not page.words[i - 1][0].isalnum()
    if not starts or page.word_at(i + 1) == "&":  # Marks & Spencer
        return False
    if tags & (OPENER | PREP | CONJ | AUX | DET | POSS | PRONOUN) and page.words[i] not in ("IT", "WHO"):
        return True
    if not tags and _common_word(page, i):
        return True
    return bool(tags & CUE) and not tags & (NOUN | TITLE | NATION)


def _contracted(word: str) -> bool:
    """Whether a word is two: we've, don't, I'm."""
    stem, mark, ending = word.replace("’", "'").rpartition("'")
    return bool(mark) and ending in ("ve", "re", "ll", "d", "m", "t") and (stem in _CONTRACTING or stem.endswith("n"))


def _month_as_name(page: Page, i: int) -> bool:
    """Whether a month or its short form is a given name: Jan Novak, but not "in May Ukraine's ministry"."""
    if page.lower[i] not in _MONTH_NAMES or not page.has_capital(i + 1):
        return False
    before = page.lower_at(i - 1)
    return before not in _DATING and not before.isdigit() and not page.tags[i + 1] & (NOUN | TITLE | NATION | TIME)


def _ends_outlet(page: Page, i: int) -> bool:
    """Whether "Today" ends the name of a paper or a channel: Russia Today, USA Today."""
    return page.words[i] == "Today" and page.word_at(i - 1) in ("Russia", "USA", "India", "Ukraine", "Georgia")


def _begins_firm(page: Page, i: int) -> bool:
    """Whether the letters of a time zone begin a firm's name: EST Group, but not "at 10 a.m. EST Bank X opened"."""
    firm = page.words[i].isupper() and page.has_capital(i + 1) and page.tags[i + 1] & BODY
    return bool(firm) and page.lower_at(i - 1) not in ("a.m", "p.m") and not page.word_at(i - 1)[:1].isdigit()


def _common_word(page: Page, i: int) -> bool:
    """Whether an unknown word that opens a sentence is no name by its looks, or stands elsewhere in small letters."""
    if page.words[i].isupper() or page.lower[i] in lexicon().name_gender or page.has_capital(i + 1):
        return False
    unlike = page.lower[i].endswith(_UNLIKE_NAMES) or _plural(page.lower[i]) or page.lower[i] in word_set("exclaimed")
    return page.lower[i] in page.small or (unlike and page.words[i] not in page.proper)


def _plural(word: str) -> bool:
    """Whether a word looks like a plural: shops, but not Linus or Davis."""
    return (
        word.endswith("s") and not word.endswith(("ss", "us", "is", "as", "os", "ys", "'s", "’s")) and "-" not in word
    )
