"""Pure ASGI layers, outermost first: observe, explain, head, isolate, guard; behind explain, cors and explain again."""
