"""How long an article takes to be read."""

# The mean of 14 languages with alphabets, read aloud by grown-ups, who read news no quicker on a
# phone: Trauzettel-Klosinski, Dietz and the IReST Study Group, Standardized Assessment of Reading
# Performance, IOVS 2012;53:5452, https://doi.org/10.1167/iovs.11-8284. By characters and not by
# words, because a Ukrainian word is longer than an English one and takes longer.
SECONDS_A_CHARACTER = 0.068


def reading_minutes(text):
    """Return how many whole minutes a plain text takes, one at least; white space takes none."""
    characters = len("".join(text.split()))
    return max(1, round(characters * SECONDS_A_CHARACTER / 60))
