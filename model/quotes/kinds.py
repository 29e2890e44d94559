"""Say how a quotation stands in the reporter's text: direct, partial or other."""

import re

from model.labels import Kind
from model.types import Span

_SUBJECT = re.compile(
    r"(?:i|we|you|he|she|it|they|there|this|that|these|those|who|what|nobody|everyone|no one|if|when|as|and|but|because)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 4


def kind_of(text: str, span: Span) -> Kind:
    """Return the kind of the quotation whose words are `text[span.start:span.end]`."""
    words = text[span.start : span.end].strip()
    before = text[max(0, span.start - 40) : span.start].rstrip("\"'“”‘’„«»`").rstrip()
    if words[:1].isupper() and (not before or before[-1] in ".,:!?\n”\"’") and words[-1:] in ".,!?…-—":
        return Kind.DIRECT
    count = len(words.split())
    if _SUBJECT.match(words) and count >= _FEW_WORDS:
        return Kind.DIRECT
    return Kind.PARTIAL
