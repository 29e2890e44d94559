"""What training leaves: a trained model as a folder (`bundle`, `metadata`), and folders of models (`registry`)."""
