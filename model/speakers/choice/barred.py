"""Who cannot have said it: those to whom something is done, and those who only pass another's words on."""

from collections.abc import Sequence

from model.language.lists import word_set
from model.speakers.choice.place import Place
from model.speakers.cues.cue import FAR, Cue, Tie
from model.speakers.cues.subjects import Subjects
from model.speakers.cues.verbs import agent_of, is_passive
from model.speakers.mentions.known import is_outlet
from model.speakers.mentions.mention import Mention, Shape, is_plural
from model.speakers.tokens.lexicon import AUX, CUE, DET, NATION, NEG, POSS, PREP, SAYING
from model.speakers.tokens.page import QUOTE, Page

_QUOTING = ("quote", "cite")
_BEHIND = 2  # tokens from a quotation to who stands right behind it, a comma between
_RELAYING = frozenset(["according to", "per"])
SUBORDINATING = frozenset(["after", "as", "while", "when", "before", "although", "though", "whereas", "despite"])
_ADJOINING = (Tie.BEFORE, Tie.AFTER, Tie.LABEL)
_RELATIVE = frozenset(["that", "what", "which", "whom"])
_CALLING = frozenset("call describe term dub label brand denounce hail portray characterise characterize".split())
_PARTING = (",", ";", QUOTE, "and", "but", "or")
_JUDGING = (["in", "a"], ["in", "an"])  # Koval said Dudka spoke in a “...” way
_LEADING = frozenset("a an the as was were is are its his her their to be for".split())  # calls its “...”


def undergoing(page: Page, subjects: Subjects, place: Place, cues: Sequence[Cue]) -> set[int]:
    """Return the heads of those to whom the quoted words are done: X in "X was charged with “...”", and of who quotes.

    So, too, X of "“...?” X was asked". Not where X speaks between that verb and the quotation: "X was jailed for
    writing “...”". Of the words that follow a colon, or that open a sentence of their own, a passive before them says
    nothing.
    """
    out: set[int] = set()
    for verb in _passives(page, place):
        subject = subjects.before(verb)
        if subject is not None and not _speaks(subject.head, cues, verb, place.token):
            out.add(subject.head)
    quoting = (c.first for c in cues if c.lemma in _QUOTING and c.tie is Tie.AFTER and c.first < place.token)
    quoters = (subjects.before(verb) for verb in quoting if page.sentence[verb] == place.sentence)
    asking = (c.first for c in cues if c.lemma == "ask" and c.tie in (Tie.PASSIVE, Tie.AGENT) and c.first > place.token)
    asked = (x for verb in asking if (x := subjects.before(verb)) is not None and 0 < x.first - place.token <= _BEHIND)
    return out | {each.head for each in (*quoters, *asked) if each is not None}


def doers(page: Page, subjects: Subjects, place: Place, cues: Sequence[Cue]) -> list[Cue]:
    """Return whom a "by" names after such a verb, where no cue does so yet: charged by the court with “...”."""
    known = {cue.first for cue in cues}
    named = ((verb, agent_of(page, subjects, verb)) for verb in _passives(page, place) if verb not in known)
    return [Cue(v, v + 1, page.lower[v], "past", "middle", Tie.AGENT, agent) for v, agent in named if agent is not None]


def _passives(page: Page, place: Place) -> list[int]:
    """Return the verbs that do something to somebody in what leads up to woven-in words."""
    if place.opening in (":", "^"):
        return []
    undergone = word_set("undergone")
    spoken = range(max(page.bounds[place.sentence] + 1, place.token - FAR), place.token)
    return [verb for verb in spoken if page.lower[verb] in undergone and is_passive(page, verb)]


def _speaks(head: int, cues: Sequence[Cue], verb: int, token: int) -> bool:
    """Whether somebody is said to speak between a verb and a quotation."""
    return any(c.subject.head == head and verb < c.first < token and c.tie is not Tie.PASSIVE for c in cues)


def innermost(page: Page, subjects: Subjects, token: int, cues: list[Cue]) -> list[Cue]:
    """Leave out who tells that X had said “...”: where a clause or a noun of X's own leads up to the quotation.

    So in "Y said (that) X had said “...”", "Y said this after X warned of “...”", "Y dismissed X's claim that “...”"
    and "Y backed what X calls a “...”".
    """
    low = page.bounds[page.sentence[token]]
    own = [c for c in cues if low <= c.first < token]
    inner = own[-1] if own else None
    start = None if inner is None else _told(page, subjects, token, own) or _clause(page, subjects, token, inner)
    if start is None:
        return cues
    return [c for c in cues if c is inner or not low <= c.first < start]


def _told(page: Page, subjects: Subjects, token: int, cues: Sequence[Cue]) -> int | None:
    """Return where "X had said “...”" begins right behind a "Y said (that)", X told of by an office or not."""
    inner, subject = cues[-1], cues[-1].subject
    goes_on = any(page.tags[k] & (AUX | CUE) or page.words[k] in _PARTING for k in range(inner.end, token))
    goes_on = goes_on or page.lower[token - 2 : token] in _JUDGING
    if subject.shape not in (Shape.NAME, Shape.ROLE) or not _speaks_up(inner) or goes_on:
        return None
    if _is_unsaid(page, inner) or _may_mean_other(page, subject):
        return None
    office = subjects.ending(subject.first - 1) if page.lower_at(subject.first - 1) == "," else None
    first = (subject if office is None else office).first
    said = first - (page.lower_at(first - 1) == "that")
    return first if any(c.end == said and c.strength == "strong" and c.tie is Tie.BEFORE for c in cues) else None


def _is_unsaid(page: Page, inner: Cue) -> bool:
    """Whether X only would, should or did not say it, or is calling: Koval said Dudka would call it “...”."""
    return inner.form in ("ing", "base") or any(page.tags[k] & NEG for k in range(inner.subject.end, inner.first))


def _may_mean_other(page: Page, subject: Mention) -> bool:
    """Whether the one meant may be taken for who tells of him: the mayor, but not the Russian mayor nor the mayors."""
    role = range(subject.first, subject.end)
    the = subject.shape is Shape.ROLE and page.lower[subject.first] == "the"
    return the and not is_plural(page, subject) and not any(page.tags[k] & NATION for k in role)


def _clause(page: Page, subjects: Subjects, token: int, inner: Cue) -> int | None:
    """Return the token at which a clause of its own begins whose speaker is the cue's, if there is one."""
    first = inner.subject.first
    if page.lower_at(first - 1) in _RELATIVE and _leads_up(page, inner, token):
        return first
    if inner.tie is Tie.SOURCE and _put_in(page, inner, token):
        return inner.first
    if inner.subject.shape in (Shape.PRONOUN, Shape.WHO) or page.tags[first] & POSS:
        return None
    if inner.tie is Tie.OWNER and page.tags[inner.first] & SAYING:
        return first if _leads_to_words(page, inner.end, token) else None
    if inner.tie is not Tie.BEFORE or inner.strength == "weak":
        return None
    while page.lower_at(first - 1) in (",", "and") and (listed := subjects.ending(first - 1)) is not None:
        first = listed.first
    return first if page.lower_at(first - 1) in SUBORDINATING else None


def _leads_to_words(page: Page, first: int, token: int) -> bool:
    """Whether a claim's own clause leads up to the words: X's claim that the town had been “freed”.

    Not where the clause is over before: X's claim that the town was free was “a lie”.
    """
    words = page.lower[first:token]
    if words in (["that"], ["of"], [":"]):
        return True
    verbs = [k for k in range(first, token) if page.tags[k] & AUX]
    one = bool(verbs) and verbs[-1] - verbs[0] == len(verbs) - 1
    return words[:1] == ["that"] and one and not any(page.words[k] in (",", QUOTE) for k in range(first, token))


def _leads_up(page: Page, cue: Cue, token: int) -> bool:
    """Whether a verb of speech leads up to the quotation after it: X said “...”, X calls its “...”."""
    return _speaks_up(cue) and all(word in _LEADING for word in page.lower[cue.end : token])


def _speaks_up(cue: Cue) -> bool:
    return cue.tie is Tie.BEFORE and (cue.strength == "strong" or cue.lemma in _CALLING)


def _put_in(page: Page, source: Cue, token: int) -> bool:
    """Whether a source stands between commas in a clause about something else: a film that, according to X, “...”."""
    before = page.lower[source.first - 2 : source.first]
    return before in (["that", ","], ["which", ","]) and page.words[source.subject.end : token] == [","]


def without_relays(page: Page, subjects: Subjects, place: Place, cues: list[Cue]) -> list[Cue]:
    """Leave out the "according to Y" of "“...,” X said, according to Y": Y passes on what X said.

    So, too, an outlet of "X called it “...”, according to Y".
    """
    direct = any(c.tie in _ADJOINING and c.strength == "strong" and _adjoins(subjects, c, place.token) for c in cues)
    own = [c for c in cues if page.sentence[c.first] == place.sentence]
    called = any(_calls_it(page, c, place.token) for c in own)
    relays = [c for c in own if c.lemma in _RELAYING]
    if not direct or place.fragment:
        relays = [c for c in relays if called and _is_outlet(page, c.subject)]
    return [c for c in cues if c not in relays]


def _calls_it(page: Page, cue: Cue, token: int) -> bool:
    """Whether a verb gives something the quoted name: X called the road “...”.

    Not so where something else was that, and behind a preposition: X called for calm but was “...”, called after “...”.
    """
    k = token - 1
    while page.tags_at(k) & DET:
        k -= 1
    named = page.lower_at(k) == "as" or not page.tags_at(k) & (AUX | PREP)
    calls = cue.tie is Tie.BEFORE and cue.lemma in _CALLING and cue.first < token
    return calls and named and page.lower_at(cue.end) != "for"


def _is_outlet(page: Page, mention: Mention) -> bool:
    """Whether a newspaper, broadcaster or agency is meant, whatever kind it is called: the TASS news agency."""
    first = mention.first + bool(page.tags[mention.first] & DET)
    names = (page.string(first, end) for end in range(mention.end, first, -1))
    return any(is_outlet(name) for name in names)


def _adjoins(subjects: Subjects, cue: Cue, token: int) -> bool:
    """Whether nothing but a mark, or a hearer and a mark, stands between a cue and a quotation: X told Y: “...”."""
    hearer = subjects.starting(cue.high)
    gap = token - hearer.end if hearer is not None and hearer.end <= token else cue.gap(token)
    return 0 <= gap <= 1
