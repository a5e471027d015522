"""Which words give away which point, in three languages; and what is a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somesec.comparison import stands_in, touches
from somesec.model import TermsPoint


@pytest.mark.parametrize(
    ("point", "texts"),
    [
        (
            TermsPoint.USAGE_RIGHTS,
            (
                "You grant us a royalty-free licence.",
                "Annat meille käyttöoikeuden sisältöösi.",
                "Du ger oss nyttjanderätten till innehållet.",
            ),
        ),
        (
            TermsPoint.COPYRIGHT,
            (
                "Copyright stays with you.",
                "Tekijänoikeudet säilyvät sinulla.",
                "Upphovsrätten förblir din.",
            ),
        ),
        (
            TermsPoint.THIRD_PARTIES,
            (
                "Do not infringe the rights of others.",
                "Älä loukkaa kolmannen osapuolen oikeuksia.",
                "Material som tillhör tredje part.",
            ),
        ),
        (
            TermsPoint.RESERVED_RIGHTS,
            (
                "We reserve the right to remove anything.",
                "Pidätämme oikeuden muuttaa palvelua.",
                "Vi förbehåller oss rätten att ändra tjänsten.",
            ),
        ),
        (
            TermsPoint.MINORS,
            (
                "Children under 13 may not sign up.",
                "Alaikäinen tarvitsee huoltajan luvan.",
                "Minderåriga behöver vårdnadshavares samtycke.",
            ),
        ),
        (
            TermsPoint.REPRESENTATION,
            (
                "If you accept on behalf of an organisation, you bind it.",
                "Jos hyväksyt ehdot organisaation puolesta, sinulla on oltava valtuutus.",
                "Om du godkänner villkoren för ett företags räkning ska du vara behörig.",
            ),
        ),
        (
            TermsPoint.TERMINATION,
            (
                "We may terminate or suspend access.",
                "Voit irtisanoa sopimuksen.",
                "Avtalet upphör när du säger upp det.",
            ),
        ),
    ],
)
def test_a_point_is_recognised_in_each_language(point: TermsPoint, texts: tuple[str, ...]) -> None:
    for text in texts:
        assert point in {touch.point for touch in touches(text)}, text


@pytest.mark.parametrize("text", ["", "The weather is fine.", "Minority report", "Lapsus on virhe"])
def test_other_words_give_nothing_away(text: str) -> None:
    assert touches(text) == ()


def test_words_are_told_as_they_stand_and_once() -> None:
    [touch] = touches("Copyright and  copyrights, COPYRIGHT")
    assert touch == (TermsPoint.COPYRIGHT, ("Copyright", "copyrights"))


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(touch.words for touch in touches(text))


@pytest.mark.parametrize(
    "quotation", ["give us a licence", "Give  us\na licence", "you give us a **licence**", "it’s"]
)
def test_a_quotation_stands_where_its_words_do(quotation: str) -> None:
    assert stands_in(quotation, "You give us\n  a *licence* to it's parts.")


@pytest.mark.parametrize("quotation", ["", " \n", "give us the licence", "licence to its", "**"])
def test_what_the_text_does_not_say_is_no_quotation(quotation: str) -> None:
    assert not stands_in(quotation, "You give us a licence to it's parts.")
