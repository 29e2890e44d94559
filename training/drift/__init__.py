"""Whether predictions have moved away from what the model was measured on."""
