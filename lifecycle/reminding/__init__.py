"""The road of a message, from a milestone to somebody's letterbox. Each module is one piece of it.

    a verb writes a milestone                              a verb tells an office or a role
            │ ladder: on which days its rungs are due              │
            ▼                                                      ▼
        due_queue: when to look, no more                       outbox (records.journal)
            │ taken by one process at a time                       │
            ▼                                                      │
        plan: which rung is due, by what is true now               │
            │ balls: who has the ball (N9)                         │
            │ recipients: who is told, and who is missing (N10) ───┼──▶ alerts, to whoever keeps the people
            ▼                                                      ▼
        ledger: claimed once for each person (N2)              news: told once to each person
            │                                                      │
            └──────────────▶ notice: the inbox, at once ◀──────────┘
                                │ hours, choices: on which day it may go by letter (N1)
                                ▼
                             letters: one digest a person and day, reds singly (N4)
                                │ robots: which channels a person has
                                ▼
                             sending: leased, handed over, tried again, dead after 72 hours
                                │ carriers: what a channel is
                ┌───────────────┴───────────────┐
                ▼                               ▼
        smtp: at least once,            chat: a robot's address,
        one Message-ID                  called through outward

`reminders` walks the left side, `inbox` is what people do with what they were told, `feeds` are calendars that read
the milestones themselves. `lifecycle.turn` walks the whole road once; `lifecycle.scheduler` every minute.
"""
