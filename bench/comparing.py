"""What a comparison of two bodies of about 100 KB takes, in seconds of one processor.

    python bench/comparing.py

Ordinary texts, and those that a comparison by words is slowest with. Above `comparing.EFFORT` a
piece is shown whole, which is said beside its time.
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from newsroom import comparing


def text(seed, paragraphs=300, words=40):
    """Return a body of random words, as often used as in a text."""
    chance = random.Random(seed)
    known = [f"слово{number}" for number in range(500)] + ["і", "в", "на", "та", ","] * 30
    return "\n".join(
        f"<p>{' '.join(chance.choice(known) for _ in range(words))}</p>" for _ in range(paragraphs)
    )


LINE = "<p>а б в г</p>"
PICTURE = '<figure><img src="/media/images/{}.jpg" alt=""></figure>'
BODIES = {
    "two texts": (text(1), text(2)),
    "one word changed": (text(1), text(1).replace("слово1 ", "інше ")),
    "one long paragraph": (text(1, 1, 9000), text(2, 1, 9000)),
    "one word, repeated": (f"<p>{'а ' * 33000}</p>", f"<p>{'б а ' * 16500}</p>"),
    "one line, repeated": (LINE * 6500, "<p>г а б в</p>" * 6500),
    "a line less": (LINE * 6500, f"<p>я</p>{LINE * 6000}<p>б</p>"),
    "lists in lists": (LINE * 6500, "<ul>" * 3000 + "<p>а б</p>"),
    "other pictures": (
        "".join(PICTURE.format(number) for number in range(2000)),
        "".join(PICTURE.format(number) for number in range(5000, 7000)),
    ),
}


def main():
    for name, (before, after) in BODIES.items():
        effort = comparing.Effort()
        began = time.process_time()
        rows = comparing.compare_bodies(before, after, effort)
        took = time.process_time() - began
        share = 1 - effort.left / comparing.EFFORT
        print(f"{name:20} {took:6.2f} s  {len(rows):6} rows  {share:5.0%} of the effort")


if __name__ == "__main__":
    main()
