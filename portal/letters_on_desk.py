"""What is wrong with the letters to subscribers, as a block of the newsroom's desk."""

from digest.trouble import trouble
from newsroom.blocks import Block, Row


def block(now):
    """Return the Block at an aware datetime, or None when all is well."""
    said = trouble(now)
    if not said:
        return None
    return Block("letters", "Листи підписникам", [Row(words, "") for words in said])
