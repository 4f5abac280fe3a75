"""The register as a whole: searched, kept as lists, filled from another table, taken out, and acted on at once."""
