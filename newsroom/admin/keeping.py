"""Nothing is lost: versions, autosave, who else is here, and two who save at once."""


class KeepsVersions:
    """Part of the admin of articles."""
