"""Pure ASGI layers, outermost first: observe, head, guard."""
