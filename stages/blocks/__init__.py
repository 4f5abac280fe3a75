"""The blocks of a definition, one module for each of its files; `stages.model` gathers them."""
