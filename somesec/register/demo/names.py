"""Names of people who do not exist: any given name beside any family name."""

from random import Random

_GIVEN = (
    *("Aada", "Aino", "Anneli", "Antti", "Arja", "Camilla", "Eero", "Eeva", "Elina", "Emilia"),
    *("Erik", "Esa", "Hanna", "Harri", "Heidi", "Helena", "Henna", "Iida", "Ilkka", "Irina"),
    *("Jaana", "Jari", "Johanna", "Joonas", "Juha", "Jukka", "Kaisa", "Kalle", "Kari", "Katri"),
    *("Kirsi", "Laura", "Lauri", "Leena", "Linnea", "Maarit", "Marko", "Markus", "Matti", "Mervi"),
    *("Mikael", "Mika", "Minna", "Niina", "Noora", "Olli", "Outi", "Paula", "Pekka", "Petri"),
    *("Pirjo", "Päivi", "Raimo", "Riikka", "Risto", "Saara", "Sami", "Sanna", "Satu", "Seppo"),
    *("Sofia", "Suvi", "Tapio", "Tarja", "Teemu", "Tiina", "Tuomas", "Tuula", "Veera", "Ville"),
)
_FAMILY = (
    *("Aalto", "Ahonen", "Anttila", "Backman", "Eklund", "Eskola", "Forsman", "Haapala"),
    *("Hakala", "Harju", "Heikkinen", "Heino", "Hiltunen", "Holmberg", "Hämäläinen", "Jokela"),
    *("Järvinen", "Kallio", "Karjalainen", "Kettunen", "Kinnunen", "Koivisto", "Korhonen"),
    *("Koskinen", "Laaksonen", "Lahtinen", "Laitinen", "Lehtonen", "Leppänen", "Lindqvist"),
    *("Lindroos", "Manninen", "Mattila", "Mikkola", "Mustonen", "Mäenpää", "Mäkelä", "Nieminen"),
    *("Niskanen", "Nyman", "Ojala", "Oksanen", "Peltola", "Pitkänen", "Rantanen", "Rautio"),
    *("Räsänen", "Saarinen", "Salmi", "Salonen", "Savolainen", "Seppälä", "Söderholm"),
    *("Toivonen", "Tolonen", "Tuominen", "Turunen", "Vainio", "Vanhala", "Virtanen", "Väisänen"),
)


def names(chance: Random) -> list[str]:
    """Every possible name once, in an order of chance."""
    all_names = [f"{given} {family}" for given in _GIVEN for family in _FAMILY]
    chance.shuffle(all_names)
    return all_names
