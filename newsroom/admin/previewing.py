"""The article as readers will see it: beside the text, and by links for others."""


class Previews:
    """Part of the admin of articles."""
