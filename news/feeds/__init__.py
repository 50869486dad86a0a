"""The feeds: everything, a topic, a place, a topic in a place; in the language of the address."""
