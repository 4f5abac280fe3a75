"""Evaluations outside the engine: what is said about them, and the files in which people score offline."""
