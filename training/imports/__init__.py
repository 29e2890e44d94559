"""Labels that come from elsewhere: files of our own, Label Studio, Argilla, and corrections."""
