"""torch.nn's modules; the facade lists their names."""
