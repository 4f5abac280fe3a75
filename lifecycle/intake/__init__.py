"""Calls for projects, and what outsiders offer: applied for, screened, accepted as drafts of the register."""
