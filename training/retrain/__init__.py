"""From corrections to a new model in the registry, by one command that cron can run."""
