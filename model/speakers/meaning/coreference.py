"""From a mention to the person or body it means: pronouns, surnames, roles, papers."""

from collections.abc import Iterator
from dataclasses import replace

from model.language.lists import word_set
from model.speakers.choice.rank import Ranker
from model.speakers.cues.reading import Reading
from model.speakers.meaning.apposed import apposed, joined
from model.speakers.meaning.belonging import kin_of, office_before, office_of, owner_of
from model.speakers.meaning.bodies import Bodies
from model.speakers.meaning.chains import Chains, Spoken
from model.speakers.meaning.descriptions import Descriptions
from model.speakers.meaning.elliptic import left_out, one_of
from model.speakers.meaning.epithets import Epithets
from model.speakers.meaning.holders import Holders
from model.speakers.meaning.identity import Identity
from model.speakers.meaning.nameless import is_indefinite
from model.speakers.meaning.newcomers import newcomer
from model.speakers.meaning.papers import Papers
from model.speakers.meaning.phrases import Phrases
from model.speakers.meaning.pronouns import Referent, Referents
from model.speakers.meaning.recordings import recorded
from model.speakers.mentions.mention import Mention, Shape, is_one_of, is_plural, pronoun, pronoun_gender
from model.speakers.mentions.names import People, Person
from model.speakers.mentions.offices import whole_name
from model.speakers.tokens.lexicon import BODY

_GENERATIONS = 4  # of kin without a name: her mother, whose brother, whose wife
_OWN_PAGES = frozenset(["channel", "account", "page", "feed", "blog", "website", "profile"])  # according to his channel


class Resolver:
    """Resolves the mentions of one page."""

    def __init__(self, reading: Reading, ranker: Ranker) -> None:
        self.reading, self.page = reading, reading.page
        self.people = People(reading.page, reading.subjects.mentions)
        self.phrases = Phrases(reading.page, reading.subjects)
        self.taken = Descriptions(reading, self.people, self.phrases).collect()
        self.holders = Holders(reading, self.people)
        self.epithets = Epithets(reading, self.people, self.holders)
        self.referents = Referents(reading, self.people, list(self._held()))
        self.chains = Chains(reading.page, self.referents, ranker)
        self.papers = Papers(reading, self.phrases)
        self.bodies = Bodies(reading, self.people, self.referents, self.papers)
        self._ways = {
            Shape.PRONOUN: self._pronoun,
            Shape.WHO: self._who,
            Shape.ROLE: self._role,
            Shape.PAPER: self._paper,
        }
        for person in self.people.persons:
            person.whose = self._whose(person.places[0])

    def _whose(self, mention: Mention) -> tuple[str, ...]:
        """Return what is told of whom "Its spokesman, Ivan Petrenko" or "His wife, Olena" belongs to."""
        office = office_before(self.page, self.reading.subjects, mention)
        if office is None:
            return ()
        if told := office_of(self.page, self.bodies, office):
            return (told,)
        kin = self._kin_of(office, (), _GENERATIONS)
        return kin.descriptions if kin is not None else ()

    def _held(self) -> Iterator[tuple[Mention, Person]]:
        """Yield the offices by which the page means a person that it names: the US president."""
        for mention in self.reading.subjects.mentions:
            if mention.shape is not Shape.ROLE or is_plural(self.page, mention) or is_indefinite(self.page, mention):
                continue
            person = self.holders.best(mention, self.phrases.words(mention))[0]
            if person is not None and self.reading.acts(mention) and not self._apposed(mention):
                yield mention, person

    def identify(self, mention: Mention, spoken: Spoken = ()) -> Identity:
        """Return whom `mention` means."""
        person = self.people.by_mention.get(mention.head)
        if mention.shape is Shape.PLACE and mention.end == mention.first + 1:  # Paris, of Daria Paris
            person = self.people.bearer(self.page.words[mention.head])
        if person is not None and not self.bodies.is_capital(person):
            return self._named(person, mention)
        if mention.shape in self._ways:
            return self._ways[mention.shape](mention, spoken)
        named = self._apposed(mention) if mention.shape is Shape.GENERIC else None  # a baker, Ivan Petrenko
        named = named or self.epithets.bearer(mention)
        return self._of_person(named) if named is not None else self._body(mention, spoken)

    def _named(self, person: Person, mention: Mention) -> Identity:
        """Return the person of a name, or both of two who speak together, or the body that the name begins."""
        if (body := self.bodies.begun(person)) is not None:
            return replace(self._body(body), antecedent=body, basis="organisation")
        known = self._of_person(person, self.phrases.title(mention))
        other = joined(self.reading, mention)
        second = self.people.by_mention.get(other.head) if other is not None else None
        return replace(known, name=f"{known.name} and {whole_name(second.name)}") if second is not None else known

    def _of_person(self, person: Person, near: str = "", antecedent: Mention | None = None) -> Identity:
        """Return a person as who is meant; `near` is the description beside the mention, if not the first."""
        own = tuple(person.descriptions)
        near = near or next(iter(own), "")
        basis = "name" if antecedent is None else "pronoun"
        return Identity(whole_name(person.name), near, own + person.whose, antecedent, 0.5, person, basis)

    def _pronoun(self, mention: Mention, spoken: Spoken) -> Identity:
        gender = pronoun_gender(self.page, mention)
        if gender in ("m", "f"):
            return self._third_person(mention, spoken)
        return self._salient_body(mention.first, spoken, plural=gender == "p") if gender else Identity()

    def meant_by(self, referent: Referent, generations: int = _GENERATIONS) -> Identity:
        """Return whom a referent is; if kin of one without a name, then of so many at most."""
        if referent.person is not None:
            return self._of_person(referent.person, "", referent.place)
        return replace(self._role(referent.place, (), generations), antecedent=referent.place, basis="nameless")

    def _third_person(self, mention: Mention, spoken: Spoken) -> Identity:
        gender = pronoun_gender(self.page, mention)
        heard = recorded(self.reading, mention, gender)
        if (new := heard or newcomer(self.reading, self.people, mention)) is not None:
            meant = self.referents.referent(new, mention.first, gender)
            if meant is not None:
                return self.meant_by(meant)
        if (best := self.chains.likeliest(self.chains.referents_of(mention, spoken))) is not None:
            return replace(self.meant_by(best[0]), certainty=best[1])
        if not spoken and (named := self.referents.named_after(mention)) is not None:
            return replace(self._of_person(named), basis="last")
        return replace(next((who for _, who in reversed(spoken) if who.name), Identity()), basis="last")

    def _salient_body(self, token: int, spoken: Spoken, *, plural: bool) -> Identity:
        chosen, last = self.bodies.pair(token) if plural else None, self._last(spoken, plural=plural)
        chosen = chosen or self.bodies.salient(token, plural=plural, spoken=bool(last.name))
        if chosen is None:
            return last
        return replace(self.identify(chosen), antecedent=chosen, basis="they" if plural else "it")

    def _last(self, spoken: Spoken, *, plural: bool) -> Identity:
        """Return who spoke last, for a "they" or an "it"; "it" is no person."""
        last = spoken[-1][1] if spoken else Identity()
        fits = plural or last.person is None or self.bodies.can_be_organisation(last.person)
        return replace(last, basis="last") if fits else Identity()

    def _who(self, mention: Mention, spoken: Spoken) -> Identity:
        before = self.reading.subjects.behind(mention)
        if before is None or before.shape is Shape.WHO:
            return Identity()
        return replace(self.identify(before, spoken), antecedent=before)

    def _role(self, mention: Mention, spoken: Spoken, generations: int = _GENERATIONS) -> Identity:
        named = self._apposed(mention) or self.taken.get(mention.head) or self.epithets.bearer(mention)
        if named is not None:
            return self._of_person(named, self.phrases.short(mention))
        if is_plural(self.page, mention) or self.epithets.heard(mention):
            return self._nameless(mention)
        person = None if is_indefinite(self.page, mention) else self._holder(mention, spoken)
        person = person or self.holders.named_soon(mention, self.phrases.words(mention))
        if person is None:
            return self._kin(mention, spoken, generations) or self._nameless(mention)
        own = self.phrases.short(mention)
        known = tuple(dict.fromkeys((own, *person.descriptions)))
        return Identity(whole_name(person.name), own, known, person.last_before(mention.first), 0.5, person, "office")

    def _kin(self, mention: Mention, spoken: Spoken, generations: int) -> Identity | None:
        """Return "Olena Koval's mother" for "her mother", where the page names her; kin is described as she is."""
        whose = self._kin_of(mention, spoken, generations)
        return None if whose is None else kin_of(self.page, mention, whose)

    def _kin_of(self, mention: Mention, spoken: Spoken, generations: int) -> Identity | None:
        """Return whom "his" or "her" means before a noun for kin, where it can mean nobody without a name."""
        page, first = self.page, mention.first
        kin = page.lower[first] in ("his", "her") and page.lower[mention.head] in word_set("kin")
        if not kin or not generations:
            return None
        referents = self.chains.referents_of(pronoun(first), spoken)
        best = self.chains.likeliest(referents)
        strangers = (one.place for one in referents if one.person is None)
        if best is None or any(page.lower[place.head] not in word_set("kin") for place in strangers):
            return None
        return replace(self.meant_by(best[0], generations - 1), certainty=best[1])

    def _apposed(self, mention: Mention) -> Person | None:
        """Return who stands beside a role by name: "the minister, Ivan Petrenko, said"."""
        ends = dict.fromkeys((self.phrases.completed(mention), self.phrases.end(mention)))
        named = next((found for end in ends if (found := apposed(self.reading.subjects, mention, end))), None)
        return None if named is None else self.taken.get(named.head) or self.people.by_mention.get(named.head)

    def _nameless(self, mention: Mention) -> Identity:
        """Return a role that nobody named holds, in the words that introduced it: "a senior official"."""
        fuller = self.holders.introduced(mention) or self.epithets.heard(mention)
        own, whole = self.phrases.short(mention), fuller or mention
        name = self.phrases.full(whole)
        if is_one_of(self.page, whole):
            name = name.replace(self.phrases.plain(whole), one_of(self.page, whole), 1)
        told = office_of(self.page, self.bodies, whole)
        known = dict.fromkeys((own, name, self.phrases.long(whole), *([told] if told else [])))
        return Identity(name, own, tuple(known), fuller, basis="role", noun=self.page.lower[mention.head])

    def _holder(self, mention: Mention, spoken: Spoken) -> Person | None:
        """Return the person to whom the article, or common knowledge, gives this office."""
        around = self.phrases.words(mention)
        last = (spoken[-1][0], spoken[-1][1].person) if spoken else None
        said = self.holders.said_before(mention, around, last)
        person, place = self.holders.best(mention, around)
        since = last is not None and place > last[0]  # the holder was named since
        if said and person and not since and self.holders.rather(said, person, mention, around):
            person = said
        introduced = self.holders.introduced(mention)
        if introduced is not None and introduced.first > place:
            return None
        return person or said

    def _paper(self, mention: Mention, spoken: Spoken) -> Identity:
        """Return whose a paper is: its owner, its author, the body in its words, who issued it, who spoke last."""
        page, author = self.page, mention.owner or self.papers.author(mention) or owner_of(self.page, mention)
        whose = self.identify(author, spoken) if author is not None else Identity()
        if whose.name:
            return whose
        for k in range(mention.head - 1, mention.first - 1, -1):
            if page.tags[k] & BODY or (page.words[k].isupper() and len(page.words[k]) > 1):
                return self._body(Mention(mention.first, k + 1, Shape.BODY, k))
        if page.lower[mention.first] in ("the", "this", "that"):
            issuer = self.papers.issuer(mention) or self.bodies.issuer(mention, spoken[-1][0] if spoken else -1)
            if issuer is not None:
                return replace(self.identify(issuer), antecedent=issuer, basis="issuer")
            if spoken:
                return replace(spoken[-1][1], antecedent=None, basis="last")
        own = self.phrases.short(mention)
        return Identity(own, own, (own,), basis="paper")

    def _body(self, mention: Mention, spoken: Spoken = ()) -> Identity:
        """Return a body by its fuller name on the page, or a role whose noun is left out: "another"."""
        own = self.phrases.short(mention)
        if self.page.lower[mention.head] in _OWN_PAGES and (owner := owner_of(self.page, mention)) is not None:
            return self.identify(owner, spoken)
        if (noun := left_out(self.reading, mention)) is not None:
            return Identity(f"{own} {one_of(self.page, noun)}", own, (own, self.phrases.long(noun)), noun, basis="role")
        fuller = self.bodies.authority(mention) or self.bodies.fuller(mention)
        if (named := self.bodies.named_beside(fuller or mention)) is not None:
            return replace(self._of_person(named), description=own, antecedent=fuller, basis="organisation")
        if fuller is None:
            name = self.phrases.proper(mention) or self.bodies.spelt_out(own)
            return Identity(name, own, (own, self.phrases.long(mention)), basis="body")
        if fuller.shape is Shape.NAME:
            return replace(self.identify(fuller), description=own, antecedent=fuller, basis="organisation")
        name = self.bodies.spelt_out(self.phrases.short(fuller))
        if self.page.words[mention.head].isupper() and self.page.word_at(fuller.end) == "(":
            name = f"{name} ({self.page.words[mention.head]})"
        found = tuple(dict.fromkeys((own, name, self.phrases.long(fuller))))
        same = self.page.lower[fuller.head] == self.page.lower[mention.head]
        return Identity(name, own, found, fuller, basis="body" if same else "organisation")
