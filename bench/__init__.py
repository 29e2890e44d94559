"""Benchmarks against other libraries, run by hand."""
