"""Quoted speech: every span in quotation marks, with exact offsets into the untouched text."""

from model.quotes.scanner import find_quotes, scan

__all__ = ["find_quotes", "scan"]
