"""A project taken out as one file: its whole history, its state, its words and documents, each by its hash.

`packing` makes a bundle for somebody of the bureau; `checking` proves one, on any machine and without a database. The
parts of a bundle are named here, once.

    manifest.json    what is in it, with the hash and size of every other part, and the head of the history
    history.jsonl    every event, one line each, as the chain has it
    state.json       the rows that the history folds to
    words.json       people's own words by hash, with their salt; erased ones without words
    names.json       the people and organisations behind the numbers
    documents/       the files, each under the number and version of its document
"""

FORMAT = "lifecycle-bundle/1"
MANIFEST = "manifest.json"
HISTORY = "history.jsonl"
STATE = "state.json"
WORDS = "words.json"
NAMES = "names.json"
DOCUMENTS = "documents/"
"""A file is `documents/<n>-<version>.<extension>`: the name its owner gave it stands in the state."""
