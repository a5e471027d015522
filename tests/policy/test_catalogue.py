import re
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.catalogue import OTHER, load_catalogue, named, normalise_handle, place, read_catalogue
from policy.domains import plain_domain
from policy.names import words
from somesec.errors import InputError
from somesec.model import SecondFactor

NOT_HANDLES = "not_handles = []\n"


@pytest.mark.parametrize(
    ("address", "platform", "handle"),
    [
        ("https://www.facebook.com/TestilanKirjasto", "facebook", "TestilanKirjasto"),
        ("facebook.com/testilankirjasto/", "facebook", "testilankirjasto"),
        ("https://m.facebook.com/testilankirjasto?ref=bookmarks", "facebook", "testilankirjasto"),
        ("https://facebook.com/profile.php?id=100012345", "facebook", "100012345"),
        ("https://facebook.com/pages/Testil%C3%A4n-kirjasto/12345", "facebook", "12345"),
        ("https://facebook.com/pages/category/Library/Kirjasto-12/", "facebook", "Kirjasto-12"),
        ("https://www.facebook.com/people/Kirjasto/61550000/", "facebook", "61550000"),
        ("https://www.facebook.com/groups/testilanuoret", "facebook", "groups/testilanuoret"),
        ("fb.com/kirjasto", "facebook", "kirjasto"),
        ("fb.me/kirjasto", "facebook", "kirjasto"),
        ("https://business.facebook.com/latest/home?asset_id=1", "facebook", ""),
        ("https://m.me/kirjasto", "messenger", "kirjasto"),
        ("https://instagram.com/kirjasto/", "instagram", "kirjasto"),
        ("HTTPS://WWW.INSTAGRAM.COM/Kirjasto", "instagram", "Kirjasto"),
        ("https://www.instagram.com/p/Cxyz/", "instagram", ""),
        ("https://www.threads.net/@kirjasto", "threads", "kirjasto"),
        ("https://www.threads.com/@kirjasto", "threads", "kirjasto"),
        ("https://wa.me/358401234567", "whatsapp", "358401234567"),
        ("https://api.whatsapp.com/send?phone=358401234567", "whatsapp", "358401234567"),
        ("https://whatsapp.com/channel/0029Va", "whatsapp", "0029Va"),
        ("https://twitter.com/kirjasto", "x", "kirjasto"),
        ("https://x.com/kirjasto/status/1", "x", "kirjasto"),
        ("https://twitter.com/intent/user?screen_name=kirjasto", "x", "kirjasto"),
        ("https://x.com/i/flow/login", "x", ""),
        ("https://www.youtube.com/@kirjasto/videos", "youtube", "kirjasto"),
        ("youtube.com/channel/UC_x5XG1OV2P6uZZ5FSM9Ttw", "youtube", "UC_x5XG1OV2P6uZZ5FSM9Ttw"),
        ("youtube.com/c/kirjasto", "youtube", "kirjasto"),
        ("youtube.com/user/kirjasto", "youtube", "kirjasto"),
        ("https://studio.youtube.com/channel/UCabc/videos", "youtube", "UCabc"),
        ("https://www.youtube.com/watch?v=abc", "youtube", ""),
        ("https://youtu.be/abc", "youtube", ""),
        ("https://fi.linkedin.com/company/testila/", "linkedin", "testila"),
        ("linkedin.com/in/aino-testi", "linkedin", "aino-testi"),
        ("linkedin.com/school/lukio", "linkedin", "lukio"),
        ("https://www.tiktok.com/@nuoriso?lang=fi", "tiktok", "nuoriso"),
        ("https://snapchat.com/add/nuoriso", "snapchat", "nuoriso"),
        ("https://bsky.app/profile/kirjasto.bsky.social", "bluesky", "kirjasto.bsky.social"),
        ("https://kirjasto.bsky.social", "bluesky", "kirjasto.bsky.social"),
        ("https://mastodon.social/@kirjasto", "mastodon", "kirjasto@mastodon.social"),
        ("https://some.toinen.fi/@kirjasto", "mastodon", "kirjasto@some.toinen.fi"),
        ("https://mas.to/@kirjasto@some.toinen.fi", "mastodon", "kirjasto@some.toinen.fi"),
        ("@kirjasto@mastodontti.fi", "mastodon", "kirjasto@mastodontti.fi"),
        ("https://www.pinterest.fi/kirjasto/", "pinterest", "kirjasto"),
        ("https://reddit.com/r/testila/", "reddit", "r/testila"),
        ("https://old.reddit.com/user/kirjasto", "reddit", "kirjasto"),
        ("t.me/kirjasto", "telegram", "kirjasto"),
        ("https://t.me/s/kirjasto", "telegram", "kirjasto"),
        ("https://t.me/+AbCdEf", "telegram", ""),
        ("https://t.me/joinchat/AbCdEf", "telegram", ""),
        ("https://www.twitch.tv/nuoriso", "twitch", "nuoriso"),
        ("https://discord.gg/abc", "discord", "abc"),
        ("https://discord.com/invite/abc", "discord", "abc"),
        ("https://vimeo.com/kirjasto", "vimeo", "kirjasto"),
        ("https://vimeo.com/123456", "vimeo", ""),
        ("https://www.flickr.com/photos/kirjasto/", "flickr", "kirjasto"),
        ("https://issuu.com/testila/docs/lehti", "issuu", "testila"),
        ("https://fi.wikipedia.org/wiki/K%C3%A4ytt%C3%A4j%C3%A4:Kirjasto", "wikipedia", "Kirjasto"),
        ("https://en.wikipedia.org/wiki/User:Kirjasto", "wikipedia", "Kirjasto"),
        ("https://accounts.google.com/signin/v2/identifier?flowName=x", "google", ""),
        ("https://testilankirjasto.blogspot.com/2020/01", "blogger", "testilankirjasto"),
        ("https://testila.wordpress.com", "wordpress", "testila"),
        ("https://github.com/testila/avoin", "github", "testila"),
        ("https://open.spotify.com/intl-fi/show/4rOoJ6", "spotify", "4rOoJ6"),
    ],
)
def test_an_address_tells_platform_and_handle(address: str, platform: str, handle: str) -> None:
    assert place(address) == (platform, handle)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/login.php?next=https%3A%2F%2Fwww.facebook.com%2Fkirjasto",
        "https://facebook.com/login/device-based/regular/login/",
        "https://www.instagram.com/accounts/login/",
        "https://twitter.com/login",
        "https://www.linkedin.com/uas/login",
        "https://www.tiktok.com/login/phone-or-email/email",
        "https://discord.com/login",
        "https://github.com/session",
        "https://www.twitch.tv/",
    ],
)
def test_a_sign_in_page_has_a_platform_and_no_handle(address: str) -> None:
    placed = place(address)
    assert placed.platform != OTHER
    assert placed.handle == ""


@pytest.mark.parametrize(
    ("address", "platform", "handle"),
    [
        ("android://c2lnbmF0dXJl==@com.instagram.android/", "instagram", ""),
        ("android://c2lnbmF0dXJl==@com.facebook.katana/", "facebook", ""),
        ("android://x@com.Zhiliaoapp.Musically/", "tiktok", ""),
        ("android://x@fi.testila.varaamo/", OTHER, "fi.testila.varaamo"),
    ],
)
def test_an_android_app_is_known_by_its_package(address: str, platform: str, handle: str) -> None:
    assert place(address) == (platform, handle)


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://facebook.com@evil.example/kirjasto", "evil.example/kirjasto"),
        ("https://facebook.com:secret@evil.example/", "evil.example"),
        ("https://facebook.com.evil.example/kirjasto", "facebook.com.evil.example/kirjasto"),
        ("https://tiktok.com.evil.example/@kirjasto", "tiktok.com.evil.example/@kirjasto"),
        ("https://tiktok-login.example/@kirjasto", "tiktok-login.example/@kirjasto"),
        ("https://notfacebook.com/kirjasto", "notfacebook.com/kirjasto"),
        ("https://netx.com/kirjasto", "netx.com/kirjasto"),
        ("https://f\u0430cebook.com/kirjasto", "xn--fcebook-2fg.com/kirjasto"),
        ("https://facebook.com\\@evil.example/", ""),
        ("https://facebook.com\t@evil.example/", ""),
        ("https://facebook.com:port/kirjasto", ""),
    ],
)
def test_a_trick_does_not_pass_for_a_platform(address: str, handle: str) -> None:
    assert place(address) == (OTHER, handle)


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://varaamo.testila.fi/login?token=abc#x", "varaamo.testila.fi/login"),
        ("varaamo.testila.fi:8443/", "varaamo.testila.fi"),
        ("http://192.0.2.1/@x", "192.0.2.1/@x"),
        ("info@facebook.com", ""),
        ("mailto:info@facebook.com", ""),
        ("javascript:alert(1)", ""),
        ("ftp://facebook.com/x", ""),
        ("kirjaston sivu", ""),
        ("", ""),
    ],
)
def test_what_is_no_known_service_is_other(address: str, handle: str) -> None:
    assert place(address) == (OTHER, handle)


def test_a_name_and_password_within_an_address_are_never_kept() -> None:
    assert "hunter2" not in str(place("https://aino:hunter2@varaamo.testila.fi/x?p=hunter2"))


def test_a_full_width_host_is_read_as_browsers_read_it() -> None:
    assert place("https://\uff46acebook.com/kirjasto") == ("facebook", "kirjasto")


@given(st.text(max_size=200))
@example("https://[")
@example("http://x.com/%00%ff?screen_name=%")
@example("//\u2100.com/@x")
@example("@@@")
def test_placing_raises_nothing_and_answers_printably(text: str) -> None:
    placed = place(text)
    assert placed.platform == OTHER or load_catalogue().get(placed.platform)
    assert placed.handle == placed.handle.strip()


@given(st.sampled_from(["https://x.com/", "t.me/", "android://", "https://"]), st.text(max_size=80))
def test_placing_raises_nothing_behind_a_good_beginning(start: str, rest: str) -> None:
    place(start + rest)
    normalise_handle("x", start + rest)
    named(rest)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("Facebook", "facebook"),
        ("fb", "facebook"),
        ("FACEBOOK-sivu", "facebook"),
        ("Twitter", "x"),
        ("X (Twitter)", "x"),
        ("Insta", "instagram"),
        ("Instagram-tili", "instagram"),
        ("YouTube-kanava", "youtube"),
        ("You Tube", "youtube"),
        ("facebook.com", "facebook"),
        ("Linked-In", "linkedin"),
        ("bluesky", "bluesky"),
        ("Varaamo", None),
        ("sivu", None),
        ("", None),
    ],
)
def test_a_platform_is_known_by_what_people_call_it(text: str, platform: str | None) -> None:
    assert named(text) == platform


@pytest.mark.parametrize(
    ("platform", "text", "handle"),
    [
        ("instagram", "@kirjasto", "kirjasto"),
        ("x", " https://twitter.com/kirjasto ", "kirjasto"),
        ("facebook", "facebook.com/kirjasto", "kirjasto"),
        ("facebook", "Testilän kirjasto", "Testilän kirjasto"),
        ("facebook", "https://www.facebook.com/login", ""),
        ("facebook", "https://x.com/kirjasto", "https://x.com/kirjasto"),
        ("reddit", "u/kirjasto", "kirjasto"),
        ("reddit", "/r/testila", "r/testila"),
        ("mastodon", "@kirjasto@mastodon.social", "kirjasto@mastodon.social"),
        ("bluesky", "@kirjasto.bsky.social", "kirjasto.bsky.social"),
        (OTHER, "varaamo/testila", "varaamo/testila"),
    ],
)
def test_a_handle_is_kept_in_one_form(platform: str, text: str, handle: str) -> None:
    assert normalise_handle(platform, text) == handle


def test_there_are_over_two_dozen_platforms_each_with_a_way_in_and_terms() -> None:
    platforms = load_catalogue().platforms
    assert len(platforms) > 24
    for platform in platforms:
        assert platform.sign_in, platform.id
        assert platform.terms["Terms of Service"], platform.id
        for address in (platform.sign_in, platform.change_password, *platform.terms.values()):
            assert not address or re.fullmatch(r"https://[^\s]+", address), platform.id


def test_every_fact_in_the_catalogue_is_well_formed() -> None:
    for platform in load_catalogue():
        assert re.fullmatch("[a-z0-9]+", platform.id)
        assert set(platform.second_factors) <= {factor.value for factor in SecondFactor}
        assert all(plain_domain(host) == host for host in platform.hosts)
        if platform.password_minimum and platform.password_maximum:
            assert platform.password_minimum < platform.password_maximum
        if platform.password_symbols:
            assert not any(mark.isalnum() for mark in platform.password_symbols)


def test_a_platforms_own_pages_carry_no_handle() -> None:
    for platform in load_catalogue():
        for address in (platform.sign_in, platform.change_password):
            assert not address or place(address).handle == "", address


def test_no_name_means_two_platforms() -> None:
    owners: dict[str, str] = {}
    for platform in load_catalogue():
        for name in {platform.id, platform.name, *platform.aliases}:
            bare = "".join(words(name))
            assert owners.setdefault(bare, platform.id) == platform.id, name


def test_an_unknown_key_in_the_catalogue_is_said() -> None:
    data = NOT_HANDLES + '[[platform]]\nid = "a"\nname = "A"\nhosts = []\nhost = "a.fi"\n'
    with pytest.raises(InputError, match="host"):
        read_catalogue(data.encode())


def test_a_host_of_two_platforms_is_said() -> None:
    one = '[[platform]]\nid = "{}"\nname = "A"\nhosts = ["a.fi"]\n'
    with pytest.raises(InputError, match=r"a\.fi"):
        read_catalogue((NOT_HANDLES + one.format("a") + one.format("b")).encode())


def test_the_catalogue_is_read_once_and_not_before_it_is_asked_for() -> None:
    assert load_catalogue() is load_catalogue()
    script = (
        "import policy.catalogue as c; assert c.load_catalogue.cache_info().currsize == 0;"
        "c.place('x.com/a'); assert c.load_catalogue.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
