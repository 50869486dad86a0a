"""How an article begins: from a starter, as a copy, or as a translation of another."""


class Begins:
    """Part of the admin of articles."""
