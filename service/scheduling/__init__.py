"""From a request to the model and back: room (`admission`), reading, what was computed before, the queue, batches."""
