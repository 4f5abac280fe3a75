"""Benchmarks: what the product's public verbs cost, as a ratio to hand-written SQL measured in the same run."""
