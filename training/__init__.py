"""Makes models: learns from labelled quotes (`run`), measures, compares, promotes, and does so again (`retrain`)."""
