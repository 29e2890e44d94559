"""Pure ASGI layers, outermost first: observe, guard."""
