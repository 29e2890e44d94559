"""What becomes of a model that serves: reloading, the shadow, drift, put together in `upkeep`."""
