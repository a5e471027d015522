"""What units a town has, and where each of them may be met."""

from typing import NamedTuple


class Department(NamedTuple):
    """A unit before it is one: its names, the word in its handles and mailboxes, its platforms in
    the order in which it joined them, and the place of the unit above it in the same list."""

    name_fi: str
    name_sv: str
    name_en: str
    word: str
    mailbox: str
    platforms: tuple[str, ...]
    above: int | None = None
    is_of_a_village: bool = False


_LEARNING = 1

_CENTRAL = (
    Department(
        "Viestintä",
        "Kommunikation",
        "Communications",
        "tiedottaa",
        "viestinta",
        ("facebook", "instagram", "youtube", "linkedin", "x", "threads"),
    ),
    Department(
        "Sivistystoimi",
        "Bildningsväsendet",
        "Education and culture",
        "sivistys",
        "sivistys",
        ("facebook", "linkedin", "issuu"),
    ),
    Department(
        "Kirjasto",
        "Biblioteket",
        "Library",
        "kirjasto",
        "kirjasto",
        ("facebook", "instagram", "youtube", "tiktok", "spotify", "flickr", "mastodon", "padlet"),
        _LEARNING,
    ),
    Department(
        "Nuorisopalvelut",
        "Ungdomstjänster",
        "Youth services",
        "nuoriso",
        "nuoriso",
        ("instagram", "tiktok", "snapchat", "discord", "youtube", "facebook", "twitch"),
        _LEARNING,
    ),
    Department(
        "Uimahalli",
        "Simhallen",
        "Swimming hall",
        "uimahalli",
        "uimahalli",
        ("facebook", "instagram", "tiktok"),
    ),
    Department(
        "Kulttuuripalvelut",
        "Kulturtjänster",
        "Cultural services",
        "kulttuuri",
        "kulttuuri",
        ("facebook", "instagram", "youtube", "eventbrite", "pinterest", "spotify"),
        _LEARNING,
    ),
    Department(
        "Museo",
        "Museet",
        "Museum",
        "museo",
        "museo",
        ("facebook", "instagram", "flickr", "pinterest", "youtube", "tripadvisor"),
        _LEARNING,
    ),
    Department(
        "Lukio",
        "Gymnasiet",
        "Upper secondary school",
        "lukio",
        "lukio",
        ("instagram", "tiktok", "youtube", "facebook", "linkedin"),
        _LEARNING,
    ),
    Department(
        "Yhtenäiskoulu",
        "Enhetsskolan",
        "Comprehensive school",
        "koulu",
        "yhtenaiskoulu",
        ("instagram", "facebook", "padlet", "youtube"),
        _LEARNING,
    ),
    Department(
        "Varhaiskasvatus",
        "Småbarnspedagogiken",
        "Early childhood education",
        "paivakodit",
        "varhaiskasvatus",
        ("facebook", "instagram", "padlet"),
        _LEARNING,
    ),
    Department(
        "Liikuntapalvelut",
        "Idrottstjänster",
        "Sports services",
        "liikkuu",
        "liikunta",
        ("facebook", "instagram", "strava", "youtube", "tiktok"),
    ),
    Department(
        "Matkailu",
        "Turism",
        "Tourism",
        "matkailu",
        "matkailu",
        ("facebook", "instagram", "tiktok", "youtube", "tripadvisor", "pinterest", "x", "threads"),
    ),
    Department(
        "Tekninen toimi",
        "Tekniska väsendet",
        "Technical services",
        "tekninen",
        "tekninen",
        ("facebook", "instagram", "x"),
    ),
    Department(
        "Elinvoimapalvelut",
        "Livskraftstjänster",
        "Business services",
        "yrittaa",
        "yrityspalvelut",
        ("linkedin", "facebook", "instagram", "youtube"),
    ),
    Department(
        "Kansalaisopisto",
        "Medborgarinstitutet",
        "Adult education centre",
        "opisto",
        "kansalaisopisto",
        ("facebook", "instagram", "issuu", "youtube"),
        _LEARNING,
    ),
    Department(
        "Musiikkiopisto",
        "Musikinstitutet",
        "Music institute",
        "musiikki",
        "musiikkiopisto",
        ("facebook", "youtube", "instagram", "soundcloud"),
        _LEARNING,
    ),
)

# Each village's name, and its genitive, which Finnish names begin with.
_VILLAGES = (
    *(("Kirkonkylä", "Kirkonkylän"), ("Asemanseutu", "Asemanseudun"), ("Ylikylä", "Ylikylän")),
    *(("Alakylä", "Alakylän"), ("Myllyranta", "Myllyrannan"), ("Koivuharju", "Koivuharjun")),
    *(("Petäjämäki", "Petäjämäen"), ("Saunaniemi", "Saunaniemen"), ("Kuusilahti", "Kuusilahden")),
    *(("Rajakangas", "Rajakankaan"), ("Hiekkaranta", "Hiekkarannan")),
    *(("Tervasalmi", "Tervasalmen"), ("Pihlajakulma", "Pihlajakulman"), ("Suopuro", "Suopuron")),
    *(("Kalliokylä", "Kalliokylän"), ("Vanhatori", "Vanhatorin")),
    *(("Niittykulma", "Niittykulman"), ("Lehtoniitty", "Lehtoniityn")),
    *(("Aittokoski", "Aittokosken"), ("Hirvikorpi", "Hirvikorven"), ("Naurisaho", "Naurisahon")),
    *(("Sillanpää", "Sillanpään"), ("Leppäsuo", "Leppäsuon")),
)
_OF_A_VILLAGE = (
    ("koulu", "skola", "school", "koulu", 8),
    ("päiväkoti", "daghem", "day-care centre", "paivakoti", 9),
    ("lähikirjasto", "närbibliotek", "branch library", "kirjasto", 2),
    ("nuorisotila", "ungdomsgård", "youth centre", "nuorisotila", 3),
    ("liikuntahalli", "idrottshall", "sports hall", "liikuntahalli", 10),
    ("kylätalo", "bygård", "village hall", "kylatalo", 5),
    ("työpaja", "verkstad", "workshop", "tyopaja", 3),
    ("kotiseutumuseo", "hembygdsmuseum", "local museum", "kotiseutumuseo", 6),
)
_PLATFORMS_OF_A_VILLAGE = ("facebook", "instagram", "tiktok", "youtube")

MOST_UNITS = len(_CENTRAL) + len(_VILLAGES) * len(_OF_A_VILLAGE)


def departments(count: int) -> list[Department]:
    """The first so many units: those of the centre, then those of its villages."""
    found = list(_CENTRAL[:count])
    for name_fi, name_sv, name_en, word, above in _OF_A_VILLAGE:
        for village, genitive in _VILLAGES[: max(0, count - len(found))]:
            plain = _plain(village)
            found.append(
                Department(
                    f"{genitive} {name_fi}",
                    f"{village} {name_sv}",
                    f"{village} {name_en}",
                    f"{plain}{word}",
                    f"{plain}.{word}",
                    _PLATFORMS_OF_A_VILLAGE,
                    above,
                    is_of_a_village=True,
                )
            )
    return found


def _plain(name: str) -> str:
    return name.casefold().translate(str.maketrans("äöå", "aoa"))
