"""Who has just come in: the new person whom the sentence before a quotation is about."""

from model.speakers.cues.reading import Reading
from model.speakers.cues.verbs import first_subject
from model.speakers.mentions.acting import tells_act
from model.speakers.mentions.mention import Mention, Shape, is_one_of, is_plural
from model.speakers.mentions.names import People
from model.speakers.tokens.lexicon import POSS, PRONOUN, lexicon
from model.speakers.tokens.page import BREAK, QUOTE, Page

_THIRD = frozenset(["he", "him", "his", "she", "her"])
_OWN = frozenset(["name", "surname", "identity"])  # a man who would not give his name
_GIVING = frozenset(["give", "gave", "giving", "disclose", "reveal", "share"])
_NEW = frozenset(["a", "an", "another", "his", "her", "their"])


def newcomer(reading: Reading, people: People, pronoun: Mention) -> Mention | None:
    """Return X of "A soldier (X) laughed. “We stay,” he said", whoever else spoke before.

    Not where the sentence before tells of another "he" as well, nor in another paragraph, unless X speaks there.
    """
    page, sentence = reading.page, reading.page.sentence[pronoun.first] - 1
    if sentence > 0 and page.words[page.bounds[sentence]] == BREAK:
        sentence -= 1
    if sentence < 0:
        return None
    low, high = page.extent(sentence)
    subject = first_subject(page, reading.subjects, low, high)
    if subject is None or _is_late(page, subject, low) or _tells_of_another(reading, subject, high):
        return None
    named = _named_beside(reading, subject)
    if _undergoes(page, (named or subject).end):
        return None
    near = page.paragraph[low] == page.paragraph[pronoun.first]
    if not near and not (subject.shape is Shape.ROLE and reading.speaks(subject)):
        return None
    if named is None:
        return subject if _is_new(page, subject) else None
    person = people.by_mention.get(named.head)
    return named if person is not None and person.places[0].first >= low else None


def _is_late(page: Page, subject: Mention, low: int) -> bool:
    """Whether more than an article, or "one of the", stands before the subject of a sentence that starts at `low`."""
    return subject.first - low > 1 + is_one_of(page, subject)


def _is_new(page: Page, subject: Mention) -> bool:
    """Whether a role brings somebody in: "a soldier", but not "a former soldier, Ivan Petrenko is ..."."""
    if is_one_of(page, subject):
        return subject.shape is Shape.ROLE
    new = subject.shape is Shape.ROLE and page.lower[subject.first] in _NEW and not is_plural(page, subject)
    return new and page.lower[subject.end] not in (",", "and")


def _undergoes(page: Page, end: int) -> bool:
    """Whether whoever is told of up to a token died, or something was done to him: A customer was killed."""
    verb = end + (page.word_at(end) == ",")
    done = page.lower_at(verb) in ("was", "were") and tells_act(page, verb + 1)
    return done or page.lower_at(verb) == "died"


def _tells_of_another(reading: Reading, subject: Mention, high: int) -> bool:
    """Whether a sentence quotes somebody, or tells of a "he" or "she" who may be another than its subject.

    "A man shook his head" tells of one, "A nurse held his hand" and "A friend drove her home" of two.
    """
    page = reading.page
    own = POSS if page.lower[subject.head] in lexicon().role_gender or subject.shape is Shape.NAME else 0
    told = range(subject.end, high)
    said = (reading.cue_ending.get(k) for k in told)
    itself = {cue.end for cue in said if cue is not None and cue.subject == subject}  # X said he would stay
    if _is_told_of(reading, page.sentence[subject.first] - 1):
        itself = set()
    others = (k for k in told if not (_gives(page, k) or (page.tags[k] & PRONOUN and k in itself)))
    return any(page.words[k] == QUOTE or (page.lower[k] in _THIRD and not page.tags[k] & own) for k in others)


def _gives(page: Page, own: int) -> bool:
    """Whether a possessive stands in "would not give his name": not in "gave away his name"."""
    return page.lower_at(own + 1) in _OWN and page.lower[own - 1] in _GIVING


def _is_told_of(reading: Reading, sentence: int) -> bool:
    """Whether a sentence is about somebody who says nothing, of whom others may speak: Ivan Petrenko was hurt."""
    if sentence < 0:
        return False
    subject = first_subject(reading.page, reading.subjects, *reading.page.extent(sentence))
    if subject is None or subject.shape is not Shape.NAME:
        return False
    return not any(cue.strength == "strong" for cue in reading.cues_of(subject))


def _named_beside(reading: Reading, subject: Mention) -> Mention | None:
    """Return a subject that is a name, or the name right behind its comma: His deputy, Ivan Petrenko, laughed."""
    if subject.shape is Shape.NAME:
        return subject
    comma = reading.page.word_at(subject.end) == ","
    named = reading.subjects.starting(subject.end + 1) if comma and subject.shape is Shape.ROLE else None
    return named if named is not None and named.shape is Shape.NAME else None
