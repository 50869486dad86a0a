"""What the bytes of a file are, where they are not the text in UTF-8 that an importer reads."""

from news.importers import Refused
from ukrainian.folding import count_cyrillic

# The first bytes of files that are packed: none is unpacked here, whatever size it would have.
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"(\xb5/\xfd": "zstd",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
}
_UTF_16 = b"\xff\xfe", b"\xfe\xff"  # marks of both orders of bytes; UTF-32 may begin with one too
ZEROS = 4  # so many, all at even or all at odd places, are spaces and digits of UTF-16


def refuse_no_text(head):
    """Raise Refused for the first bytes of a file that is packed, or text of two bytes a letter."""
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            raise Refused(f"packed by {name}: unpack it first, packed files aren't read", 1)
    zeros = [at for at, byte in enumerate(head[:1000]) if not byte]
    is_wide = len(zeros) > ZEROS and len({at % 2 for at in zeros}) == 1
    if is_wide or head.startswith((*_UTF_16, b"\x00\x00\xfe\xff")):
        raise Refused("UTF-16 or UTF-32: save the file as UTF-8", 1)


def is_windows_1251(data):
    """Whether bytes that aren't UTF-8 may be a text in Windows-1251.

    UTF-8 with a damaged byte, read as Windows-1251, would be letters without sense: there most
    letters are Cyrillic in spite of the damage.
    """
    damaged = data.decode("utf-8", errors="replace")
    if count_cyrillic(damaged) > damaged.count("\ufffd"):
        return False
    try:
        data.decode("cp1251")
    except UnicodeDecodeError:
        return False
    return True


def why_not_utf_8(data):
    """Return what is wrong with bytes that aren't UTF-8, as the end of a sentence."""
    if is_windows_1251(data):
        return "it reads as Windows-1251: save the file as UTF-8"
    return "the text is damaged"
