"""What is learnt from and measured on: labelled quotes, how they are read, kept apart, and made into examples."""
