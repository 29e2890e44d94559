"""Pure ASGI layers, outermost first: observe, explain, head, guard; CORS stands behind the first of them."""
