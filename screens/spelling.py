"""Letter by letter, for dictating a password over the telephone.

Letter names are the common ones of each country: the Finnish and Swedish spelling alphabets and the
international one (ICAO) for English.
"""

from somesec.language import N_, _

_FINNISH = (
    "Aarne Bertta Celsius Daavid Eemeli Faarao Gideon Heikki Iivari Jussi Kalle Lauri Matti Niilo "
    "Otto Paavo Kuu Risto Sakari Tyyne Urho Vihtori Wiski Äksä Yrjö Tseta Åke Äiti Öljy"
)
_SWEDISH = (
    "Adam Bertil Cesar David Erik Filip Gustav Helge Ivar Johan Kalle Ludvig Martin Niklas Olof "
    "Petter Qvintus Rudolf Sigurd Tore Urban Viktor Wilhelm Xerxes Yngve Zäta Åke Ärlig Östen"
)
_ENGLISH = (
    "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar "
    "Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu A-ring A-dots O-dots"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
_ALPHABETS = {
    language: dict(zip(_LETTERS, names.split(), strict=True))
    for language, names in (("fi", _FINNISH), ("sv", _SWEDISH), ("en", _ENGLISH))
}

_MARKS = {
    " ": N_("space"),
    "-": N_("hyphen"),
    "_": N_("underscore"),
    ".": N_("full stop"),
    ",": N_("comma"),
    ":": N_("colon"),
    ";": N_("semicolon"),
    "!": N_("exclamation mark"),
    "?": N_("question mark"),
    "+": N_("plus"),
    "*": N_("asterisk"),
    "/": N_("slash"),
    "\\": N_("backslash"),
    "=": N_("equals sign"),
    "#": N_("number sign"),
    "%": N_("per cent"),
    "&": N_("ampersand"),
    "@": N_("at sign"),
    "$": N_("dollar sign"),
    "(": N_("left parenthesis"),
    ")": N_("right parenthesis"),
    "[": N_("left square bracket"),
    "]": N_("right square bracket"),
    "{": N_("left brace"),
    "}": N_("right brace"),
    "<": N_("less-than sign"),
    ">": N_("greater-than sign"),
    "'": N_("apostrophe"),
    '"': N_("quotation mark"),
    "`": N_("grave accent"),
    "~": N_("tilde"),
    "^": N_("caret"),
    "|": N_("vertical bar"),
}


def spelled(text: str, language: str) -> list[tuple[str, str]]:
    """Each character with the words to say for it, in a language (en, fi or sv)."""
    alphabet = _ALPHABETS[language]
    return [(character, _said(character, alphabet)) for character in text]


def _said(character: str, alphabet: dict[str, str]) -> str:
    lower = character.lower()
    if lower in alphabet:
        name = alphabet[lower]
        return name if character == lower else _("capital {name}").format(name=name.upper())
    if character in _MARKS:
        return _(_MARKS[character])
    if character.isdecimal():
        return character
    return _("character number {number}").format(number=ord(character))
