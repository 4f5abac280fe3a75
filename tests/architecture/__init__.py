"""Rules of structure that a reader may rely on. Each rule is shown to fail on a crafted breach of it."""
