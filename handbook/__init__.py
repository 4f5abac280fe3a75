"""The standard, and values given to it, rendered: one outline read as page, document or file. Opens no database."""
