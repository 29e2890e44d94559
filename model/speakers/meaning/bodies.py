"""Which body or thing a short mention means: "it", "the company", "the ministry"."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from model.language.lists import word_set
from model.sides.plain import is_given
from model.speakers.choice.barred import SUBORDINATING
from model.speakers.cues.cue import Tie
from model.speakers.cues.reading import Reading
from model.speakers.meaning.apposed import apposed, joined
from model.speakers.meaning.indexed import SHORT, bodies_by_first_word, longer_by_head
from model.speakers.meaning.papers import Papers
from model.speakers.meaning.pronouns import Referents
from model.speakers.meaning.strangers import called_like_places, is_whom
from model.speakers.mentions.known import is_outlet
from model.speakers.mentions.likeness import has_office
from model.speakers.mentions.mention import Mention, Shape, is_governed
from model.speakers.mentions.names import People, Person
from model.speakers.mentions.offices import capital_of, spelt_out
from model.speakers.tokens.lexicon import ADV, CUE, DET, NATION, NOUN, PAPER, PLURAL, POSS, lexicon
from model.speakers.tokens.page import QUOTE, Page

_REACH = 10  # sentences that a short mention looks back over
_TOLD = 5  # who said something before a paper is named, at most
_ALIKE = 50  # bodies of one noun that are looked over
_NEAR = 2  # sentences that "it" looks back over
_ISSUING = frozenset("make give issue post publish share release write sign say announce state".split())
_BEGINS = frozenset(["begins", "began", "reads"])
_CREWS = frozenset(["team", "crew"])
_BLOCS = frozenset(["EU", "NATO", "Nato", "UN", "G7"])
_KINDS = word_set("media") | word_set("organisation")


def _nation(page: Page, mention: Mention) -> str:
    """Return the country that a mention names."""
    nations = lexicon().nations
    return next((nations[page.lower[k]] for k in range(mention.first, mention.end) if page.lower[k] in nations), "")


class Bodies:
    """Finds the fuller mentions of the bodies of one page."""

    def __init__(self, reading: Reading, people: People, referents: Referents, papers: Papers) -> None:
        self.reading, self.page, self.people, self.referents = reading, reading.page, people, referents
        self.papers = papers
        self._named = longer_by_head(self.page, reading.subjects.mentions)
        self._begun = bodies_by_first_word(self.page, reading.subjects.mentions)
        self._whom = {person.name for person in people.persons if is_whom(self.page, person.places)}
        self._strangers = called_like_places(self.page, reading.subjects.mentions)

    def salient(self, token: int, *, plural: bool, spoken: bool = False) -> Mention | None:
        """Return what "it" or "they" most likely means: the last body that speaks or leads a sentence near by.

        Whoever tells of somebody ("Russia had “no plan”, it said") spoke before; None where `spoken` says who that was.
        """
        if not plural and self.page.lower_at(token + 1) in _BEGINS:
            papers = (m for m in reversed(self._earlier(token, _TOLD)) if m.shape is Shape.PAPER)
            if (paper := next(papers, None)) is not None and not is_governed(self.page, paper):
                return self.papers.publisher(paper) or self.papers.signer(paper) or paper
        across = self.reading.subjects.across
        fits = [m for m in self._earlier(token, _NEAR) if self._can_be(m, plural=plural) and across(m.end) is m]
        if self._relays(token):
            before = [m for m in fits if m.first < self.page.bounds[self.page.sentence[token]]]
            told = [m for m in before if any(c.strength == "strong" for c in self.reading.cues_of(m))]
            told = told or list(filter(self.reading.speaks, before))
            fits = told or ([] if spoken and not plural else fits)
        chosen = max(fits, key=self._prominence, default=None)
        if chosen is None or chosen.shape is not Shape.PAPER:
            return chosen
        return self.papers.publisher(chosen) or self.papers.signer(chosen) or chosen  # X issued a statement; it said

    def _relays(self, token: int) -> bool:
        """Whether "it said" ends or parts what is told: Kyiv “will answer”, it said; Kyiv, it said, “will answer”."""
        page, low = self.page, self.page.bounds[self.page.sentence[token]]
        verb = token + 1 + bool(page.tags_at(token + 1) & ADV)
        says = page.words[token] in ("it", "they") and bool(page.tags_at(verb) & CUE)
        behind = page.words[token - 1] in (",", QUOTE) and QUOTE in page.words[low + 1 : token]
        put_in = page.words[token - 1] == "," and page.word_at(verb + 1) == ","
        return says and (behind or put_in) and page.lower[low] not in SUBORDINATING

    def pair(self, token: int) -> Mention | None:
        """Return the first of the two who spoke last, by name: X and Y noted this; "they wrote"."""
        low = self.page.bounds[max(0, self.page.sentence[token] - _NEAR)]
        said = (cue.subject for cue in self.reading.cues_before(token, low) if cue.tie is not Tie.PASSIVE)
        last = next(said, None)
        return last if last is not None and last.shape is Shape.NAME and joined(self.reading, last) else None

    def _prominence(self, mention: Mention) -> tuple[bool, bool, int]:
        """Rank a body by its part in its clause: free before governed, subjects first, then the latest."""
        page = self.page
        opens = mention.first - page.bounds[page.sentence[mention.first]] <= 1
        governed = is_governed(page, mention) and not opens
        return not governed, self.reading.acts(mention) and not self.reading.reported(mention), mention.first

    def issuer(self, mention: Mention, since: int) -> Mention | None:
        """Return the last body or person that was said to have said something before a paper is named.

        An outlet that only reports what another said, in the same sentence, is not meant; behind a quotation, at the
        token `since` (-1 for none), only a body is.
        """
        cues = self.reading.cues_before(mention.first)
        told = (c for c in cues if c.strength == "strong" or (c.tie is Tie.AGENT and c.lemma in _ISSUING))
        named = [c for c in islice(told, _TOLD) if c.subject.shape in (Shape.BODY, Shape.NAME, Shape.ROLE)]
        near = [c for c in named if self.page.sentence[c.first] == self.page.sentence[named[0].first]]
        others = (c.subject for c in near if not is_outlet(self.page.string(c.subject.first, c.subject.end)))
        last = next(others, named[0].subject if named else None)
        meant = last is not None and (since < 0 or (last.shape is Shape.BODY and last.first > since))
        return last if meant else None

    def authority(self, mention: Mention) -> Mention | None:
        """Return the ministry or government that spoke last where a country's name alone speaks: "the UK said"."""
        page, tokens = self.page, range(mention.first, mention.end)
        if page.words[mention.head] in self._strangers:
            return None
        people = all(page.tags[k] & (DET | NATION) for k in tokens)
        nation = _nation(page, mention) if people else capital_of(page.string(mention.first, mention.end))
        if not nation:
            return None
        low = page.bounds[max(0, page.sentence[mention.first] - _REACH)]
        for body in (cue.subject for cue in self.reading.cues_before(mention.first, low)):
            if (
                body.shape is Shape.BODY
                and page.lower[body.head] in word_set("authority")
                and _nation(page, body) == nation
            ):
                return body
        return None

    def spelt_out(self, name: str) -> str:
        """Return what initials or a capital stand for, but where somebody on the page is called like it."""
        return name if name in self._strangers or self.people.bearer(name) is not None else spelt_out(name)

    def is_capital(self, person: Person) -> bool:
        """Whether what has a proper name is a capital, which may be no people's word: Beirut, Kuala Lumpur."""
        personal = person.gender or is_given(person.name) or person.name in self._whom
        return bool(capital_of(person.name)) and not personal and self.can_be_organisation(person)

    def begun(self, person: Person) -> Mention | None:
        """Return the body whose name begins like what has a proper name of one word: Levada, the Levada Center."""
        body = self._begun.get(person.name)
        personal = person.descriptions or body is None or person.name in self._whom
        return body if not personal and self.can_be_organisation(person) else None

    def fuller(self, mention: Mention) -> Mention | None:
        """Return the earlier mention that "the ministry", "the company" or "ISW" is short for."""
        page = self.page
        if mention.shape is not Shape.BODY or self._completed(mention):
            return None
        if not self._short(mention):
            return self._owned(mention)
        if page.words[mention.head].isupper() and (spelt := self.reading.acronyms.get(page.words[mention.head])):
            return spelt
        if page.lower[mention.first] != "the" or not page.tags[mention.head] & NOUN:
            return None
        nation, alike = _nation(page, mention), self._alike_before(mention)[-_ALIKE:]
        own = [body for body in reversed(alike) if not nation or _nation(page, body) in ("", nation)]
        last = next((body for body in own if not self._by_the_way(body)), next(iter(own), None))
        known = self._organisation(mention) if page.lower[mention.head] in _KINDS else None
        if last is None or known is None:
            return last or known
        return known if known.first > last.first and self.reading.speaks(known) else last

    def named_beside(self, mention: Mention) -> Person | None:
        """Return X of "The company, X, had argued" and of "X, a Dutch gas firm, said", which bear a proper name."""
        kind = mention.shape is Shape.BODY and self.page.lower[mention.head] in _KINDS and self._short(mention)
        named = apposed(self.reading.subjects, mention, mention.end) if kind else None
        person = self.people.by_mention.get(named.head) if named is not None else None
        return person if person is not None and self.can_be_organisation(person) else None

    def _by_the_way(self, body: Mention) -> bool:
        """Whether a body is only told of somebody in passing: cooperation with Halvenko, Ukraine's agency, ended."""
        before = self.reading.subjects.ending(body.first - 1) if self.page.word_at(body.first - 1) == "," else None
        return before is not None and before.shape is Shape.NAME and is_governed(self.page, before)

    def _alike_before(self, mention: Mention) -> Sequence[Mention]:
        """Return the longer mentions before one that have its head noun, in order."""
        named = self._named.get(self.page.lower[mention.head], [])
        return named[: bisect_left(named, mention.first, key=lambda m: m.first)]

    def _short(self, mention: Mention) -> bool:
        """Whether a mention gives no name: "the ministry", "the Russian gas firm"."""
        page = self.page
        if mention.end - mention.first <= SHORT:
            return True
        inner = range(mention.first + 1, mention.end)
        return page.lower[mention.head] in _KINDS and not any(page.caps[k] and not page.tags[k] & NATION for k in inner)

    def _owned(self, mention: Mention) -> Mention | None:
        """Return "Ukraine's foreign ministry", which "the foreign ministry" is short for: the last before."""
        page, first = self.page, mention.first + 1
        if page.lower[mention.first] != "the" or self._is_elsewhere(mention):
            return None
        words = page.lower[first : mention.end]
        for body in reversed(self._alike_before(mention)):
            own = body.end - len(words)
            more = body.first + bool(page.tags[body.first] & (DET | POSS)) < own or self._completed(body)
            if more and body.shape is Shape.BODY and page.lower[own : body.end] == words:
                return body
        return None

    def _is_elsewhere(self, mention: Mention) -> bool:
        """Whether a place says which body is meant: "the foreign ministry in Kyiv", "in Kyiv, the foreign ministry"."""
        page, opening = self.page, self.page.bounds[self.page.sentence[mention.first]]
        settings = [mention.end] + [opening] * (page.words[mention.first - 1] == ",")
        return any(page.lower_at(k) == "in" and page.has_capital(k + 1) for k in settings)

    def _completed(self, mention: Mention) -> bool:
        """Whether the mention says by itself which body it means: "the Ministry of Defence"."""
        end = mention.end
        return self.page.lower_at(end) in ("of", "for") and self.reading.subjects.starting(end + 1) is not None

    def _organisation(self, mention: Mention) -> Mention | None:
        """Return the last organisation with a proper name, one that speaks or leads a sentence first."""
        page = self.page
        media = page.lower[mention.head] in word_set("media")
        named = [m for m in self._earlier(mention.first, _REACH) if self._is_organisation(m)]
        named = [m for m in named if is_outlet(self.page.string(m.first, m.end)) == media]
        lead = [m for m in named if self.reading.speaks(m) or m.first - page.bounds[page.sentence[m.first]] <= 1]
        found = lead or named
        return found[-1] if found else None

    def _is_organisation(self, mention: Mention) -> bool:
        page = self.page
        if mention.shape is Shape.PLACE:
            return page.words[mention.head] in _BLOCS
        if mention.shape is Shape.BODY:
            return page.caps[mention.head] and not page.tags[mention.head] & PAPER
        person = self.people.by_mention.get(mention.head) if mention.shape is Shape.NAME else None
        return person is not None and self.can_be_organisation(person)

    def can_be_organisation(self, person: Person) -> bool:
        """Whether nothing shows that what has a proper name is a person: no given name, title or office."""
        return not has_office(person) and self.referents.likeness(person) in ("speaks", "thing", "other")

    def _can_be(self, mention: Mention, *, plural: bool) -> bool:
        if plural:  # one of the residents, too, is "they"
            shapes = (Shape.BODY, Shape.ROLE) if self.page.tags[mention.head] & PLURAL else (Shape.BODY,)
            return mention.shape in shapes
        crew = mention.owner is not None and self.page.caps[mention.owner.head]  # a firm's, no tanker's
        crew = crew and self.page.lower[mention.head] in _CREWS
        return crew or mention.shape in (Shape.BODY, Shape.PLACE, Shape.PAPER) or self._is_organisation(mention)

    def _earlier(self, token: int, sentences: int) -> Sequence[Mention]:
        since = max(0, self.page.sentence[token] - sentences)
        return self.reading.subjects.within(self.page.bounds[since], token)
