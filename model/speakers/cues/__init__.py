"""What ties words to a speaker: verbs of speech with their subjects, nouns, colons and dashes."""
