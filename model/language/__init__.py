"""English, as far as the rules need it: lists of words, inflection, and whether a text is English at all."""
