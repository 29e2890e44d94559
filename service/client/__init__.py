"""Clients for the service, one that blocks and one that does not.

    from service.client import Client
    with Client("http://127.0.0.1:8000") as client:
        for result in client.classify(["The occupiers are clearly in a panic,"]):
            print(result.stance.label if result.status == "ok" else result.error.detail)

Results come typed and in the order of what was sent; an item that failed is a `Failed` among them. Requests that the
service turned away because it is busy or restarting are tried again, with back-off.
"""

from service.client.clients import AsyncClient, Client
from service.client.wire import Retries, ServiceError
from service.schemas import Article, Failed, Labelled

__all__ = ["Article", "AsyncClient", "Client", "Failed", "Labelled", "Retries", "ServiceError"]
