"""The app as if somebody sat at it all the time."""

from screens.absence import Absence
from screens.app import SomesecApp
from somesec import clock


def attended(app: SomesecApp) -> SomesecApp:
    """The same app with clocks that stand still: a machine that is busy for ten seconds would be
    taken for one that slept."""
    still = clock.now()
    app.absence = Absence(app.absence.idle_seconds, lambda: still, lambda: 0.0)
    return app
