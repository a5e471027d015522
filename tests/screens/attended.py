"""The app as if somebody sat at it all the time."""

from screens.absence import Absence
from screens.app import SomesecApp
from somesec import clock


def attended(app: SomesecApp) -> SomesecApp:
    """The same app with clocks that stand still: a machine that is busy for ten seconds would be
    taken for one that slept. One whose programs are all stopped and go on would lock it, too."""
    still = clock.now()
    app.absence = Absence(app.absence.idle_seconds, lambda: still, lambda: 0.0)
    vars(app._signals)["heed"] = lambda: None
    return app


def heedful(app: SomesecApp) -> SomesecApp:
    """The same app as it heeds signals."""
    vars(app._signals).pop("heed", None)
    return app
