"""Fine-tuning: the network of a recipe, its training stage by stage, and the calibration of what comes out."""
