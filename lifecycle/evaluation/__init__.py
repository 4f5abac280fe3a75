"""Evaluations: the arithmetic, the panel and its draw, conflicts of interest, what an evaluation says and what it
waits for.

`scoring`, `drawing` and `panel` are pure arithmetic and rules of the rubric; `view` reads an evaluation out of a case,
`pending` and `facts` say what follows from it; `conflicts` alone asks the database.
"""
