"""Pure ASGI layers, outermost first: observe, explain, head, isolate, guard; CORS stands behind the first of them."""
