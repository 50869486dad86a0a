"""Numbers in sentences: in threes, and the form of a noun after them where no catalogue of messages
is at hand (the newsroom)."""


def grouped(number):
    """Return an int of 0 or more as text, from five digits on in threes: «12 480».

    The space is one that doesn't break a line. Four digits stay together, as Ukrainian sets them.
    """
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}") if number >= 10_000 else str(number)


def counted(number, one, few, many):
    """Return `number` with the form of the noun that it governs: «1 стаття, 2 статті, 5 статей».

    The rule is CLDR's for Ukrainian cardinals: 1, 21, 31 … take `one`; 2–4, 22–24 … `few`; the
    rest, 11–14 among them, `many`. `number` is an int of 0 or more; returns a str.
    """
    last, last_two = number % 10, number % 100
    if last == 1 and last_two != 11:
        form = one
    elif 2 <= last <= 4 and not 12 <= last_two <= 14:
        form = few
    else:
        form = many
    return f"{grouped(number)} {form}"
