"""Whether there is a browser to open an address in, on the computer that the app runs on."""

import os
import sys
import webbrowser


def is_there() -> bool:
    """Over ssh, or on a console without windows, there is none: one that draws in the terminal
    would draw over the app."""
    if os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform not in ("darwin", "win32") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
