"""The keys of a Finnish and Swedish keyboard, as zxcvbn follows walks over them."""

_ROWS = (
    ["§½", "1!", '2"@', "3#£", "4¤$", "5%€", "6&", "7/{", "8([", "9)]", "0=}", "+?\\", "´`"],
    ["qQ", "wW", "eE", "rR", "tT", "yY", "uU", "iI", "oO", "pP", "åÅ", "¨^~"],
    ["aA", "sS", "dD", "fF", "gG", "hH", "jJ", "kK", "lL", "öÖ", "äÄ", "'*"],
    ["<>|", "zZ", "xX", "cC", "vV", "bB", "nN", "mM", ",;", ".:", "-_"],
)
# How far a row begins to the right of the one above, in keys, and so which two keys of the next
# row each key touches.
_SHIFTS = (1, 0, -1)


def _neighbours() -> dict[str, list[str | None]]:
    """For each sign the six keys around it, clockwise from the left, None beyond the edge: the form
    of zxcvbn's adjacency graphs."""
    at = {(x, y): key for y, row in enumerate(_PLACED) for x, key in row.items()}
    around = ((-1, 0), (0, -1), (1, -1), (1, 0), (0, 1), (-1, 1))
    return {
        sign: [at.get((x + right, y + down)) for right, down in around]
        for (x, y), key in at.items()
        for sign in key
    }


def _placed() -> list[dict[int, str]]:
    """Each row's keys by column, a row half a key to the right of the one above being told as a
    slant: up is straight up and up to the right, down is down to the left and straight down."""
    begins, rows = 0, []
    for row, shift in zip(_ROWS, (*_SHIFTS, 0), strict=True):
        rows.append({begins + place: key for place, key in enumerate(row)})
        begins += shift
    return rows


_PLACED = _placed()
KEYS = _neighbours()
