"""The register in figures: counted as it stands, frozen month by month, and counted again from the histories.

Two ways lead to each figure and know nothing of each other: `counting` asks the tables, `recounting` folds the
histories up to an instant. A month is frozen the second way, so that anybody can do it again.
"""
