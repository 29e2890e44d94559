"""Whether all is well: probes, metrics, logs with the ids of requests, and the watchdog on the model threads."""
