"""The engine that runs a standard: machine, gates, policy, deadlines, verbs, records, history and reminders.

It holds no sentence for people and knows no web framework; it imports `stages` and is imported by `web`.
Every state of a project is reached by a verb, every verb writes history, and every "today" comes from
`lifecycle.clock`.
"""
