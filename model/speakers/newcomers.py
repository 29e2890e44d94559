"""Who has just come in: the new person whom the sentence before a quotation is about."""

from model.speakers.lexicon import HE, POSS, SHE
from model.speakers.mention import Mention, Shape, is_plural
from model.speakers.names import People
from model.speakers.page import BREAK, QUOTE, Page
from model.speakers.reading import Reading
from model.speakers.verbs import first_subject

_NEW = frozenset(["a", "an", "another", "his", "her", "their"])


def newcomer(reading: Reading, people: People, pronoun: Mention) -> Mention | None:
    """Return X of "A soldier (X) laughed. “We stay,” he said", whoever else spoke before.

    Not where the sentence before tells of another "he" as well, nor in another paragraph, unless X speaks there.
    """
    page, sentence = reading.page, reading.page.sentence[pronoun.first] - 1
    if sentence > 0 and page.words[page.bounds[sentence]] == BREAK:
        sentence -= 1
    if sentence < 0 or _tells_of_another(page, sentence):
        return None
    low, high = page.extent(sentence)
    subject = first_subject(page, reading.subjects, low, high)
    if subject is None or subject.first - low > 1:
        return None
    new = subject.shape is Shape.ROLE and page.lower[subject.first] in _NEW and not is_plural(page, subject)
    new = new and page.lower[subject.end] not in (",", "and")  # a former soldier, X is ...
    if page.paragraph[low] != page.paragraph[pronoun.first]:
        return subject if new and reading.speaks(subject) else None
    named = _named_beside(reading, subject)
    person = people.by_mention.get(named.head) if named is not None else None
    if named is not None:
        return named if person is not None and person.places[0].first >= low else None
    return subject if new else None


def _tells_of_another(page: Page, sentence: int) -> bool:
    """Whether a sentence quotes somebody, or names a "he" or "she" by no more than that."""
    told = range(*page.extent(sentence))
    return any(page.words[k] == QUOTE or (page.tags[k] & (HE | SHE) and not page.tags[k] & POSS) for k in told)


def _named_beside(reading: Reading, subject: Mention) -> Mention | None:
    """Return a subject that is a name, or the name right behind its comma: His deputy, Ivan Petrenko, laughed."""
    if subject.shape is Shape.NAME:
        return subject
    comma = reading.page.words[subject.end : subject.end + 1] == [","]
    named = reading.subjects.starting(subject.end + 1) if comma and subject.shape is Shape.ROLE else None
    return named if named is not None and named.shape is Shape.NAME else None
