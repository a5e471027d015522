"""The screens: a Textual app over the register.

Textual reads its environment when it is first imported and would then write every key that is
typed, passphrases too, to a log file or to a developer's console. So that is taken out here, before
any module of this package can import it.
"""

import os

_TELLING_FEATURES = {"devtools", "debug"}

os.environ.pop("TEXTUAL_LOG", None)
if "TEXTUAL" in os.environ:
    os.environ["TEXTUAL"] = ",".join(
        feature
        for feature in os.environ["TEXTUAL"].split(",")
        if feature.strip().lower() not in _TELLING_FEATURES
    )
