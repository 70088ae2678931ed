"""Figures of a run: theme, fonts, scene, painting, and one writer for each kind of file."""
