"""Which points of a terms review a passage touches, and the words that give them away.

Words are stems in English, Finnish and Swedish: none of the three is told before it is looked
through, since terms mix them. A passage that says a thing in other words is missed, so what is
found comes first and never instead of the rest."""

import re
from typing import NamedTuple

from somesec.model import TermsPoint

# In a stem, `*` is any further letters and ` ` any space.
_STEMS = {
    TermsPoint.USAGE_RIGHTS: (
        # en
        *(
            "licen[cs]e*",
            "licen[cs]ing",
            "sublicen[cs]*",
            "royalty-free",
            "non-exclusive",
            "worldwide",
        ),
        *("right to use", "rights to use", "usage rights", "permission to use", "derivative works"),
        *(
            "use your content",
            "use your material*",
            "use your photo*",
            "train*",
            "machine learning",
        ),
        *("publicly perform*", "publicly display*", "reproduce*", "modify*", "transferable"),
        # fi
        *("käyttöoikeu*", "lisens*", "käyttölup*", "edelleenlisens*", "alilisens*", "rojaltiva*"),
        *("oikeu* käyttää", "maailmanlaajui*", "muokata", "muokkaa*", "jälkiperäi*", "koneoppimi*"),
        *("koulut* tekoäly*", "tekoälyn koulut*"),
        # sv
        *("nyttjanderätt*", "användningsrätt*", "licens*", "underlicens*", "royaltyfri*"),
        *("rätt att använda", "icke-exklusiv*", "världsomfattande", "bearbeta*", "härledda verk"),
        *("maskininlärning*", "träna*"),
    ),
    TermsPoint.COPYRIGHT: (
        *("copyright*", "intellectual property", "ownership of your", "own your content", "dmca"),
        *("you own", "retain ownership", "moral rights", "trademark*"),
        *("tekijänoikeu*", "immateriaalioikeu*", "omistusoikeu*", "omistat", "tavaramerk*"),
        *("teollisoikeu*", "moraali* oikeu*"),
        *("upphovsrätt*", "immaterial*", "äganderätt*", "äger", "varumärk*", "ideella rätt*"),
    ),
    TermsPoint.THIRD_PARTIES: (
        *("third part*", "third-part*", "others' content", "rights of others", "infring*"),
        *("other people's", "someone else's", "content of others", "another person*"),
        *("kolman* osapuol*", "kolmannen osapuol*", "kolmansien", "muiden oikeu*", "toisen oikeu*"),
        *("loukkaa*", "muiden aineisto*", "muiden sisält*"),
        *("tredje part*", "tredjepart*", "andras rätt*", "andras material", "andras innehåll"),
        *("intrång*", "kränk*"),
    ),
    TermsPoint.RESERVED_RIGHTS: (
        *("reserve* the right", "reserve* all rights", "all rights reserved", "sole discretion"),
        *("we may use", "we may share", "we may remove", "we may delete", "we may modify"),
        *(
            "perpetual*",
            "irrevocabl*",
            "without compensation",
            "without notice",
            "retain* the right",
        ),
        *("advertis*",),
        *("pidät* oikeu*", "pidättä*", "oman harkintamme", "harkintansa mukaan", "peruuttamat*"),
        *("korvauksetta", "ilman korvausta", "ilman eri ilmoitusta", "ilman ennakkoilmoitusta"),
        *("pysyv*", "mainont*", "mainoks*"),
        *("förbehåll*", "eget gottfinnande", "oåterkallelig*", "utan ersättning", "evig*"),
        *("utan föregående meddelande", "reklam*", "annonser*"),
    ),
    TermsPoint.MINORS: (
        *("minor", "minors", "child", "children*", "under 1[3-8]", "at least 1[3-8]", "parent*"),
        *("guardian*", "teen*", "age of", "minimum age", "young people"),
        *(
            "alaikäi*",
            "lapsi*",
            "lapse*",
            "lasten",
            "lapset",
            "huoltaj*",
            "alle 1[3-8]*",
            "ikäraj*",
        ),
        *("vähintään 1[3-8]*", "nuor*", "vanhempi* suostumu*", "teini*"),
        *("minderårig*", "barn", "barns", "barnen*", "vårdnadshavar*", "under 1[3-8] år"),
        *("åldersgräns*", "minst 1[3-8] år", "unga", "ungdom*", "tonåring*", "målsman*"),
    ),
    TermsPoint.REPRESENTATION: (
        *("on behalf of", "organi[sz]ation*", "authori[sz]ed to", "authority to", "legal entity"),
        *(
            "business account*",
            "company",
            "bind the",
            "government",
            "municipal*",
            "public authorit*",
        ),
        *("puolesta", "organisaatio*", "yhtiö*", "yrity*", "oikeushenkilö*", "viranomai*"),
        *("valtuut*", "kunta", "kunnan", "kunnat", "yritystil*", "edusta*"),
        *("för * räkning", "på uppdrag av", "organisation*", "företag*", "juridisk person"),
        *("behörig*", "myndighet*", "kommun*", "företräd*", "bemyndig*"),
    ),
    TermsPoint.TERMINATION: (
        *("terminat*", "suspend*", "suspension*", "delet* your account", "clos* your account"),
        *("disabl*", "cancel*", "deactivat*", "end this agreement", "discontinu*"),
        *("irtisano*", "päättyy", "päättymi*", "päättää sopimu*", "lakkaa", "lakkautta*", "purka*"),
        *(
            "sulkea tili*",
            "sulje* tili*",
            "tilin sulkemi*",
            "poistaa tili*",
            "keskeyt*",
            "estää pääsy*",
        ),
        *(
            "säga upp",
            "säger upp",
            "uppsägning*",
            "upphör*",
            "avsluta*",
            "stäng* av",
            "stänga ditt",
        ),
        *("hävning*", "häva avtal*", "radera ditt konto"),
    ),
}


def _pattern(stems: tuple[str, ...]) -> re.Pattern[str]:
    shaped = (stem.replace("*", r"[\w'’\-]*").replace(" ", r"\s+") for stem in stems)
    # The longest first, so that the fullest word is told.
    ordered = sorted(shaped, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!\w)", re.IGNORECASE)


_PATTERNS = {point: _pattern(stems) for point, stems in _STEMS.items()}


class Touch(NamedTuple):
    """A point that a passage touches, and the words that say so, as they stand there."""

    point: TermsPoint
    words: tuple[str, ...]


def touches(text: str) -> tuple[Touch, ...]:
    """The points that a text touches, in their order, each with its words in the text's."""
    found = []
    for point, pattern in _PATTERNS.items():
        words: dict[str, str] = {}
        for match in pattern.finditer(text):
            word = " ".join(match[0].split())
            words.setdefault(word.casefold(), word)
        if words:
            found.append(Touch(point, tuple(words.values())))
    return tuple(found)
