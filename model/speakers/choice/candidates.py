"""Candidates for the source of one quotation, each with the features that the ranker weighs."""

from bisect import bisect_left
from collections.abc import Iterator

from model.speakers.choice.barred import doers, innermost, undergoing, without_relays
from model.speakers.choice.candidate import Answer, Candidate
from model.speakers.choice.place import Place, joint_features, names_itself, read_place
from model.speakers.choice.turns import Turns, in_turn
from model.speakers.cues.cue import FAR, Cue, Tie
from model.speakers.cues.reading import Reading
from model.speakers.cues.verbs import first_subject
from model.speakers.mentions.known import is_outlet
from model.speakers.mentions.likeness import Likeness
from model.speakers.mentions.mention import Mention, Shape, is_governed, is_plural
from model.speakers.tokens.lexicon import AUX
from model.speakers.tokens.page import BREAK

_BACK = 2  # sentences before the quotation's own that are looked at
_COMMON_CUES = frozenset(
    (
        *("say", "tell", "add", "write", "call", "ask", "describe", "continue", "read"),
        *("accuse", "claim", "tweet", "reply", "urge", "show", "find"),
    )
)
_AFTER = 12  # tokens behind the quotation in which a mention without a cue counts
_BYLINE = 14  # tokens
_GAPS = (0, 1, 2, 3, 5, 8, 13, 21)


class Candidates:
    """Gives the candidates for the quotations of one page."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.page, self.subjects = reading, reading.page, reading.subjects
        self.likeness = Likeness(reading.page, reading.subjects.mentions)
        self.turns = Turns(reading.page, reading.subjects, self.likeness)

    def of(self, token: int, previous: tuple[int, Answer] | None) -> list[Candidate]:
        """Return the candidates for the quotation at `token`; `previous` is the one before with its answer."""
        place = read_place(self.page, token)
        near = self._near_cues(place)
        cues = without_relays(self.page, self.subjects, place, innermost(self.page, self.subjects, token, near))
        barred = undergoing(self.page, self.subjects, place, cues)
        if barred:  # whoever else its sentence names as speaking, or nobody
            cues = [c for c in cues if c.subject.head not in barred and self.page.sentence[c.first] == place.sentence]
            cues += doers(self.page, self.subjects, place, cues)
            previous = None
        tight = _tight(cues, token)
        firm = _tight([c for c in cues if c.strength == "strong" and c.tie is not Tie.SOURCE], token)
        out = [
            Candidate(
                c.subject, c, (*self._cue_features(place, c, cues, tight), *joint_features(self.page, place, c, firm))
            )
            for c in cues
        ]
        if not barred:
            out += self._bare(place, {cue.subject.head for cue in near}, tight)
        if previous is not None and previous[1].mention is not None:
            features = tuple(self._continuing(place, previous, tight))
            out.append(Candidate(previous[1].mention, previous[1].cue, features, continues=True))
        turn = self.turns.at(token)
        return out if turn is None else in_turn(self.page, turn, place, out)

    def _near_cues(self, place: Place) -> list[Cue]:
        """Return the cues of the quotation's own sentence and of the _BACK before it, in order."""
        page = self.page
        low = page.bounds[max(0, place.sentence - _BACK)]
        _, high = page.extent(place.sentence)
        low, high = max(low, place.token - FAR), min(high, place.token + FAR)
        cues, firsts = self.reading.cues, self.reading.cue_firsts
        found = cues[bisect_left(firsts, low) : bisect_left(firsts, high)]
        return [cue for cue in found if cue.tie is not Tie.OWNER or self._may_hold(cue, place)]

    def _may_hold(self, cue: Cue, place: Place) -> bool:
        """Whether what somebody owns may be the quotation: not where a person read the doctor's notes before."""
        page = self.page
        if page.paragraph[cue.first] == page.paragraph[place.token] or page.word_at(cue.end) != ".":
            return True
        low, named = page.bounds[page.sentence[cue.first]], cue.subject.shape is Shape.NAME
        return named or not any(m.shape is Shape.NAME for m in self.subjects.within(low, cue.low))

    def _host(self, place: Place) -> str:
        """Say what the quotation's own sentence offers before it: a cue, a mention or nothing."""
        low = self.page.bounds[place.sentence]
        cues = self._near_cues(place)
        if any(low <= c.first < place.token for c in cues):
            return "cue"
        return "mention" if self.subjects.within(low, place.token) else "none"

    def _cue_features(self, place: Place, cue: Cue, cues: list[Cue], tight: str) -> Iterator[str]:
        page, token = self.page, place.token
        after = cue.first > token
        side = "A" if after else "B"
        distance = page.sentence[cue.first] - place.sentence
        gap = cue.gap(token)
        rank = sum((c.first > token) == after and abs(c.first - token) < abs(cue.first - token) for c in cues)
        between = self.reading.quotes_between(min(token + 1, cue.first), max(token, cue.first))
        tie = f"{cue.tie}{side}{distance}"
        yield f"tie:{tie}"
        yield f"gap:{side}{distance}:{_bucket(gap)}"
        yield f"rank:{side}{distance}:{min(rank, 3)}"
        yield f"between:{side}{distance}:{min(between, 2)}"
        yield f"strength:{cue.strength}:{cue.form}:{tie}"
        yield f"shape:{cue.subject.shape}:{cue.tie}"
        yield f"like:{self.likeness.of(cue.subject)}:{cue.tie}"
        if cue.lemma in _COMMON_CUES:
            yield f"cue:{cue.lemma}:{side}"
        edge = f"{place.ending}{place.following}" if after else place.opening
        yield f"edge:{tie}:{edge}:{min(gap, 3)}"
        yield f"form:{side}{distance}:{place.opening}{place.ending}{place.following}:{min(gap, 2)}"
        yield f"fragment:{place.fragment}:{tie}:{min(rank, 1)}"
        yield f"tight:{tight}:{side}{distance}:{min(gap, 2)}"
        yield from self._object_features(cue)

    def _object_features(self, cue: Cue) -> Iterator[str]:
        page = self.page
        following = page.lower_at(cue.end)
        if following in ("that", ":", ",", "he", "she", "it", "they", "to", "of", "as", "in", "on", "by"):
            yield f"then:{following}:{cue.tie}"
        if page.lower_at(cue.first - 1) in ("to", "not", "would", "could", "should", "will", "may", "if"):
            yield f"modal:{page.lower[cue.first - 1]}"
        if is_plural(page, cue.subject):
            yield "plural"
        if is_governed(page, cue.subject) and cue.tie not in (Tie.SOURCE, Tie.AGENT):
            yield "governed"

    def _bare(self, place: Place, taken: set[int], tight: str) -> list[Candidate]:
        """Return the mentions of this sentence and the one before that no cue, of the heads `taken`, points to."""
        page = self.page
        out = []
        for sentence in range(max(0, place.sentence - 1), place.sentence + 1):
            low, high = page.extent(sentence)
            if self._is_byline(low, high):
                continue
            topic = first_subject(page, self.subjects, low, min(high, place.token + 1))
            for mention in self.subjects.within(max(low, place.token - FAR), min(high, place.token + _AFTER)):
                if mention.head not in taken and not self._occasion(mention):
                    features = self._bare_features(place, mention, tight, topic=mention is topic)
                    out.append(Candidate(mention, None, tuple(features)))
        return out

    def _is_byline(self, low: int, high: int) -> bool:
        """Whether a line only tells who wrote the text: By Anna Berg, Chief Reporter."""
        page = self.page
        alone = (low == 0 or page.words[low - 1] == BREAK) and page.words[high - 1] == BREAK
        named = page.words[low] in ("By", "BY") and page.has_capital(low + 1)
        return alone and named and high - low <= _BYLINE and not any(page.tags[k] & AUX for k in range(low, high))

    def _occasion(self, mention: Mention) -> bool:
        """Whether a name is an event's or a street's, and no paper's: Victory Day, not the Daily Mirror."""
        return self.likeness.of(mention) == "thing" and not is_outlet(self.page.string(mention.first, mention.end))

    def _bare_features(self, place: Place, mention: Mention, tight: str, *, topic: bool) -> Iterator[str]:
        page, token = self.page, place.token
        after = mention.first > token
        distance = page.sentence[mention.first] - place.sentence
        gap = mention.first - token - 1 if after else token - mention.end
        between = self.reading.quotes_between(min(token + 1, mention.first), max(token, mention.first))
        tie = f"{'topic' if topic else 'inner'}{'A' if after else 'B'}{distance}"
        yield f"bare:{tie}"
        yield f"bareshape:{mention.shape}:{tie}"
        yield f"barelike:{self.likeness.of(mention)}:{tie}"
        yield f"baregap:{tie}:{_bucket(gap)}"
        yield f"barebetween:{min(between, 2)}"
        yield f"bareform:{tie}:{place.opening}{place.following}:{place.alone}"
        yield f"baretight:{tight}:{distance}"
        if is_governed(page, mention):
            yield f"baregoverned:{tie}"
        if names_itself(page, place, mention):
            yield "barequoted"

    def _continuing(self, place: Place, previous: tuple[int, Answer], tight: str) -> Iterator[str]:
        page = self.page
        token, answer = previous
        sentences = page.sentence[place.token] - page.sentence[token]
        paragraphs = page.paragraph[place.token] - page.paragraph[token]
        where = f"{min(paragraphs, 3)}:{min(sentences, 3)}"
        yield f"cont:{where}"
        yield f"contform:{place.opening}{place.ending}{place.following}:{min(paragraphs, 2)}"
        yield f"conttight:{tight}:{where}"
        yield f"contgap:{min(paragraphs, 2)}:{_bucket(place.token - token - 1)}"
        yield f"contalone:{place.alone}:{min(paragraphs, 2)}:{tight}"
        yield f"conthost:{self._host(place)}:{place.opening}"
        yield f"contfragment:{place.fragment}:{min(sentences, 2)}"
        side = "A" if answer.cue and answer.cue.first > token else "B"
        yield f"contside:{side}:{where}:{place.opening}"
        new = self.subjects.within(token + 1, place.token)
        yield f"contnew:{min(len(new), 3)}:{min(paragraphs, 2)}:{min(sentences, 2)}"


def _bucket(gap: int) -> int:
    return bisect_left(_GAPS, max(gap, 0))


def _tight(cues: list[Cue], token: int) -> str:
    """Say whether a verb of speech touches the quotation, before or after it."""
    near = [c for c in cues if 0 <= c.gap(token) <= 1]
    after = any(c.first > token and c.tie is not Tie.PASSIVE for c in near)
    before = any(c.first < token for c in near)
    return ("A" if after else "") + ("B" if before else "")
