"""What callers are told of errors: `problems` is what all else raises, `handlers` takes what frameworks raise."""
