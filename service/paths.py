"""Paths that are needed outside the routes that serve them."""

API = "/v1/"  # whatever is below asks for a key
STREAM = "/stream"
CLASSIFY = "/v1/classify"
ARTICLES = "/v1/articles"
LABELLING = (CLASSIFY, ARTICLES, CLASSIFY + STREAM, ARTICLES + STREAM)
MODEL = "/v1/model"
CORRECTIONS = "/v1/corrections"
PROBES = frozenset({"/livez", "/readyz"})
