"""Who has just come in: the new person whom the sentence before a quotation is about."""

from model.speakers.lexicon import HE, SHE
from model.speakers.mention import Mention, Shape, is_plural
from model.speakers.names import People
from model.speakers.page import QUOTE
from model.speakers.reading import Reading
from model.speakers.verbs import first_subject

_NEW = frozenset(["a", "an", "another", "his", "her", "their"])


def newcomer(reading: Reading, people: People, pronoun: Mention) -> Mention | None:
    """Return X of "A soldier (X) laughed. “We stay,” he said", whoever else spoke before.

    Not where the sentence before tells of another "he" as well, or belongs to another paragraph.
    """
    page, sentence = reading.page, reading.page.sentence[pronoun.first] - 1
    if sentence < 0:
        return None
    low, high = page.extent(sentence)
    before = range(low, high)
    if page.paragraph[low] != page.paragraph[pronoun.first] or any(page.words[k] == QUOTE for k in before):
        return None
    if any(page.tags[k] & (HE | SHE) and page.lower[k] not in ("his", "her") for k in before):
        return None
    subject = first_subject(page, reading.subjects, low, high)
    if subject is None or subject.first - low > 1:
        return None
    named = _named_beside(reading, subject)
    if named is not None:
        person = people.by_mention.get(named.head)
        return named if person is not None and person.places[0].first >= low else None
    new = subject.shape is Shape.ROLE and page.lower[subject.first] in _NEW and not is_plural(page, subject)
    return subject if new and page.lower[subject.end] not in (",", "and") else None  # a former soldier, X is ...


def _named_beside(reading: Reading, subject: Mention) -> Mention | None:
    """Return a subject that is a name, or the name right behind its comma: His deputy, Ivan Petrenko, laughed."""
    if subject.shape is Shape.NAME:
        return subject
    comma = reading.page.words[subject.end : subject.end + 1] == [","]
    named = reading.subjects.starting(subject.end + 1) if comma and subject.shape is Shape.ROLE else None
    return named if named is not None and named.shape is Shape.NAME else None
