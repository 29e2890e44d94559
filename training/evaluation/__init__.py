"""What a model is worth on labelled quotes: answers on whole articles, figures, baselines, and the model card."""
