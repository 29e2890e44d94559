"""Bounds on what one request may hold, checked item by item and shown in the OpenAPI document."""

from collections.abc import Iterator, Sequence
from typing import Any

from model.items import Item, too_long
from service.errors.problems import ItemProblem, Problem, Reason
from service.schemas import Article
from service.settings import Settings

SHOWN = ("max_items", "max_articles", "max_text_chars", "max_context_chars", "max_article_chars", "max_body_bytes")


def check_items(items: Sequence[Item], settings: Settings) -> None:
    """Raise Problem 413 that names every item which is too long, or the number of items."""
    _check_count("items", len(items), settings.max_items)
    bounds = {
        "text": settings.max_text_chars,
        "context": settings.max_context_chars,
        "speaker": settings.max_text_chars,
    }
    _refuse([problem for index, item in enumerate(items) for problem in _too_long("items", index, item, bounds)])


def check_articles(articles: Sequence[Article], settings: Settings) -> None:
    """Raise Problem 413 that names every article which is too long, or the number of articles."""
    _check_count("articles", len(articles), settings.max_articles)
    bounds = {"text": settings.max_article_chars}
    _refuse([problem for index, one in enumerate(articles) for problem in _too_long("articles", index, one, bounds)])


def _check_count(name: str, count: int, most: int) -> None:
    if count > most:
        error = ItemProblem(
            f"the first item that is too many is number {most}, counted from 0", f"/{name}/{most}", most
        )
        raise Problem(413, Reason.TOO_LARGE, f"at most {most} {name} in one request, got {count}", errors=[error])


def _too_long(name: str, index: int, item: Item | Article, bounds: dict[str, int]) -> Iterator[ItemProblem]:
    for member, detail in too_long(item, bounds):
        yield ItemProblem(detail, f"/{name}/{index}/{member}", index)


def _refuse(errors: Sequence[ItemProblem]) -> None:
    if errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise Problem(413, Reason.TOO_LARGE, f"item {first.index}: {first.detail}{more}", errors=errors)


def shown_limits(settings: Settings) -> dict[str, int]:
    return {name: getattr(settings, name) for name in SHOWN} | {"max_line_bytes": settings.line_bytes}


def add_limits(document: dict[str, Any], settings: Settings) -> None:
    """Write the bounds into the schemas of an OpenAPI document."""
    schemas = document["components"]["schemas"]
    schemas["ClassifyRequest"]["properties"]["items"]["maxItems"] = settings.max_items
    schemas["ArticlesRequest"]["properties"]["articles"]["maxItems"] = settings.max_articles
    schemas["Article"]["properties"]["text"]["maxLength"] = settings.max_article_chars
    item = schemas["Item"]["properties"]
    item["text"]["maxLength"] = settings.max_text_chars
    for name, most in (("context", settings.max_context_chars), ("speaker", settings.max_text_chars)):
        item[name]["anyOf"][0]["maxLength"] = most
