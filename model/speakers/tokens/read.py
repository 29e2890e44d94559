"""Reading a text into a page: its tokens, and the sentences and paragraphs that they part into."""

import re
from collections.abc import Iterator, Sequence

from model.labels import Kind
from model.memory import remembered
from model.quotes.marks import plain
from model.quotes.wrapping import SOFT_HYPHEN
from model.speakers.tokens.dateline import dateline_end
from model.speakers.tokens.entities import APOSTROPHE, ENTITY, mark_after, mark_before
from model.speakers.tokens.halves import lost_break, runs_on, whole_words
from model.speakers.tokens.lexicon import CUE, ROLE, lexicon
from model.speakers.tokens.page import BREAK, MARKS, QUOTE, Page
from model.types import Quotation, Span

_ABBREVIATIONS = "Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Prof|St|Adm|Brig|Cmdr|Jr|Sr|Rev|Hon|Sec|Pvt|Cpl"
_OWN_S = "McDonald|Moody|Sotheby|Kellogg|Sainsbury"  # firms whose name is a genitive
_SEAT = r"[A-Z]-(?:[A-Z]\.[A-Z]\b\.?|[A-Z][a-z]{1,4}\.(?=[,)]))"  # John Koval, R-S.C., or (D-Calif.)
_TOKEN = re.compile(  # first the plain words, most by far, so that no other kind is tried on them
    rf"[A-Z]?[a-z]++(?![\w.'’&\u00ad\u2010-])|\n\s*|(?:[^\W\d_]\.){{2,}}|(?:{_ABBREVIATIONS})\.|[A-Z]\.(?=\s*[A-Z])|{_SEAT}"
    rf"|[A-Z]{{1,4}}\d{{1,3}}\b|No\.(?=\s*\d)|(?:['’]|{APOSTROPHE})s\b"
    rf"|(?:{_OWN_S})['’]s\b|(?:19|20)\d\d(?=[A-Z][a-z ])|\d+-year[- ]olds?\b|\d+(?:[.,:]\d+)*\w*"
    rf"|@\w+|[^\W\d_]+(?:(?:[-\u2010]?\u00ad+|-|(?:['’]|{APOSTROPHE})(?!s\b))[^\W_]+)*|{ENTITY}|\S"
)
_HEADING = re.compile(  # a line without small letters, with three words in capitals; no step is tried twice
    r"^(?=[^a-z\n]*$)(?>.*?[A-Z]{3})(?>.*? )(?>.*?[A-Z]{3})(?>.*? )(?>.*?[A-Z]{2}).*$", re.MULTILINE
)
_AGED = re.compile(r"-year-olds?$")  # the 34-year-old (soldier)
_INITIAL = re.compile(r"[A-Z]\.")  # A. Koval is no article
_CLOCK = re.compile(r"(?<=[\w.?!\n\"”’)])(?<!\d)(?<!\d[.:])[012]?\d[.:][0-5]\d(?= [A-Z])")  # "it is.15.40 Russia says"
_SIGNED = re.compile(r"(?:[-–—]|&(?:amp;)?[mn]dash;)[^\S\n]*[^\W\d_a-z][^\n]{1,100}$", re.MULTILINE)  # — Ivan Kruk
_ENDS = frozenset(".!?…;•")
_STOPS = _ENDS | {QUOTE, BREAK, ")"}  # what may end a sentence or a paragraph
_LONGEST = 300  # tokens of a sentence, after which another begins: what looks over a whole sentence stays quick


def read_page(text: str, quotations: Sequence[Quotation], chosen: Sequence[int], within: Span) -> Page:
    """Tokenise `text[within]`; the `chosen` quotations, disjoint and in order, become one token each."""
    page = Page(text)
    cursor = within.start
    for index in chosen:
        span = _with_marks(text, quotations[index].span, within)
        _add_words(page, cursor, max(cursor, span.start))
        page.token_of[index], page.quotes[len(page)] = len(page), index
        _add(page, QUOTE, max(cursor, span.start), span.end)
        cursor = max(cursor, span.end)
    _add_words(page, cursor, within.end)
    _read_words(page)
    _part(page)
    return page


def outermost(quotations: Sequence[Quotation], among: Sequence[int]) -> Iterator[int]:
    """Yield the quotations of `among` (in order of their start) that lie in no other one, mere names apart."""
    end = -1
    for index in among:
        quotation = quotations[index]
        if quotation.kind is not Kind.OTHER and quotation.span.start >= end:
            end = quotation.span.end
            yield index


def _with_marks(text: str, span: Span, within: Span) -> Span:
    """Return the span of a quotation with all the marks around it, which may be several or entities."""
    start, end = span.start, span.end
    while start > within.start and (left := _mark_before(text, within.start, start)) < start:
        start = left
    while end < within.end and (right := _mark_after(text, end, within.end)) > end:
        end = right
    return Span(start, end)


def _mark_before(text: str, start: int, end: int) -> int:
    return end - 1 if text[end - 1] in MARKS else mark_before(text, start, end, MARKS)


def _mark_after(text: str, start: int, end: int) -> int:
    return start + 1 if text[start] in MARKS else mark_after(text, start, end, MARKS)


def _add(page: Page, word: str, start: int, end: int) -> None:
    page.words.append(word)
    page.starts.append(start)
    page.ends.append(end)


def _add_words(page: Page, start: int, end: int) -> None:
    """Add the tokens of `text[start:end]`; lines in capitals, which link to other articles, add only a break."""
    for heading in _HEADING.finditer(page.text, start, end):
        _add_tokens(page, start, heading.start())
        start = heading.end()
    _add_tokens(page, start, end)


def _add_tokens(page: Page, start: int, end: int) -> None:
    for match in _TOKEN.finditer(page.text, start, end):
        word = match[0]
        if (word[1:] or word).islower() and word.isalpha():  # nothing below is about words without a capital inside
            _add(page, word, *match.span())
        else:
            _add_token(page, word, *match.span())


def _add_token(page: Page, word: str, start: int, end: int) -> None:
    """Add a token with the breaks that stand before, in and behind it; quotation marks and blanks are left out."""
    read = plain(word)
    if read in MARKS or read == QUOTE or (word[0] == "&" and read.isspace()):  # a text may hold QUOTE itself
        return
    if word[0] == "\n":
        if not _is_signed(page, end):
            _add(page, BREAK, start, end)
        return
    if SOFT_HYPHEN in word or word[0] == "@":
        if word != SOFT_HYPHEN:
            _add(page, whole_words(word), start, end)
        return
    cut = lost_break(word)
    if clocked := word[0].isdigit() and _CLOCK.match(page.text, start):
        _add(page, BREAK, start, start)
    if cut:
        _add(page, plain(word[:cut]), start, start + cut)
    if cut and not runs_on(word[:cut]):
        _add(page, BREAK, start + cut, start + cut)
    _add(page, plain(word[cut:]), start + cut, end)
    if clocked or (word.isdigit() and page.text[end : end + 1].isupper()):
        _add(page, BREAK, end, end)


def _is_signed(page: Page, end: int) -> bool:
    """Whether a dash opens the line at `end` and names who said what fills the line above: no paragraph ends there."""
    fills = page.words[-1:] == [QUOTE] and page.words[-2:-1] in ([], [BREAK])
    return fills and _SIGNED.match(page.text, end) is not None


def _read_words(page: Page) -> None:
    """Fill in what `words` say one by one and by how they are written all over the page."""
    known = list(map(_known, page.words))
    page.lower = [lower for lower, _, _ in known]
    page.tags = [tags for _, tags, _ in known]
    page.caps = [cap for _, _, cap in known]
    words = page.words
    page.small = {w for w, cap in zip(words, page.caps, strict=True) if not cap and w[0].isalpha()}
    page.proper = {words[k] for k, cap in enumerate(page.caps) if cap and k and words[k - 1][0].isalpha()}


@remembered(entries=1 << 15)
def _known(word: str) -> tuple[str, int, bool]:
    """Return a word as `lower` has it, its tags, and whether it has a capital; most words recur."""
    lower = word.lower().rstrip(".").replace("year ", "year-") or word
    return lower, _tag(word, lower), word[0].isupper()


def _part(page: Page) -> None:
    """Part the tokens into sentences and paragraphs."""
    finals = {t: plain(page.text[page.starts[t] : page.ends[t]]).rstrip(MARKS + " ")[-1:] for t in page.quotes}
    paragraph, opens, dateline = 0, True, dateline_end(page.words, page.tags)
    for i, word in enumerate(page.words):
        if opens:
            page.bounds.append(i)
        page.sentence.append(len(page.bounds) - 1)
        page.paragraph.append(paragraph)
        opens = i == dateline or i - page.bounds[-1] >= _LONGEST
        if word in _STOPS:
            breaks = word == BREAK or _glued(page, i)
            paragraph += breaks
            opens = opens or breaks or _ends_sentence(page, i, finals)


def _tag(word: str, lower: str) -> int:
    if _INITIAL.fullmatch(word):
        return 0
    return lexicon().tags.get(lower, 0) or (ROLE if _AGED.search(lower) else 0)


def _glued(page: Page, i: int) -> bool:
    """Whether a paragraph's break was lost: 'said."It is' and 'home.Later', with no blank between."""
    if i + 1 >= len(page) or page.starts[i + 1] != page.ends[i]:
        return False
    if page.words[i] == QUOTE:
        return page.caps[i + 1] or page.words[i + 1] == QUOTE
    if page.words[i] == ")":  # the end of a caption
        return page.caps[i + 1] and len(page.words[i + 1]) > 1
    return page.words[i] in ".?!" and (page.words[i + 1] == QUOTE or page.caps[i + 1])


def _ends_sentence(page: Page, i: int, finals: dict[int, str]) -> bool:
    """Whether a sentence ends with a stop or quotation; `finals` are the last characters of quotations by token."""
    word = page.words[i]
    if i + 1 >= len(page):
        return False
    opens = page.caps[i + 1] or page.words[i + 1] in (QUOTE, BREAK) or not page.words[i + 1][0].isalpha()
    if word == QUOTE:
        if page.words[i + 1] == QUOTE:
            return finals[i] in _ENDS
        return page.caps[i + 1] and finals[i] in _ENDS and not (finals[i] != "." and _cue_near(page, i + 1))
    return word in _ENDS and opens


def _cue_near(page: Page, i: int) -> bool:
    """Whether a speech verb follows within five tokens: “Why?” the minister asked."""
    for j in range(i, min(i + 5, len(page))):
        if page.words[j] in (QUOTE, BREAK) or page.words[j] in _ENDS:
            return False
        if page.tags[j] & CUE:
            return True
    return False
