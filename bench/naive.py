"""The service as one writes it in an afternoon: one item at a time, in the route.

Run as: python -m bench.naive ENGINE [MODEL]; torch is what one has without exporting and quantising anything.
"""

import json
import socket
import sys
from dataclasses import asdict
from typing import Any

import uvicorn
from fastapi import FastAPI

from model import Classifier, Utterance

app = FastAPI()
classifier = Classifier.load(sys.argv[2] if len(sys.argv) > 2 else None, engine=sys.argv[1])


@app.post("/v1/classify")
def classify(body: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    return {"results": [asdict(classifier.classify([Utterance(**item)])[0]) for item in body["items"]]}


@app.get("/readyz")
def ready() -> dict[str, str]:
    return {"status": "ready"}


if __name__ == "__main__":
    listening = socket.create_server(("127.0.0.1", 0))
    sys.stderr.write(json.dumps({"url": f"http://127.0.0.1:{listening.getsockname()[1]}"}) + "\n")
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listening])
