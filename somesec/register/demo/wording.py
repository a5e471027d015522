"""The wording of made-up terms of service: two versions of one document."""

_BEFORE = """\
Terms of Service

1. Who may use the service
You may use the service if you are at least 13 years old. Who acts for an organisation says that \
they have the right to bind it.

2. What you publish
You keep the copyright to what you publish. You give us a licence to show it to others for as long \
as it is published. The licence ends when you delete the content.

3. Other people's material
Do not publish what belongs to others unless they have allowed it.

4. Data of children
We do not show advertisements to those who are under 18 years of age.

5. Closing an account
You may close your account at any time. We may close an account that breaks these terms after 30 \
days' notice.
"""

_CHANGES = (
    (
        "You give us a licence to show it to others for as long as it is published. The licence "
        "ends when you delete the content.",
        "You give us a worldwide, royalty-free licence to use, change and sublicense it, also for "
        "training machines that make texts and pictures. The licence does not end when you delete "
        "the content.",
    ),
    ("after 30 days' notice.", "at once and without notice."),
)


def versions() -> tuple[str, str]:
    """What was in force first, and what came after it."""
    after = _BEFORE
    for old, new in _CHANGES:
        after = after.replace(old, new)
    return _BEFORE, after
