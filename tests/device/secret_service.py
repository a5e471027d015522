"""A real Secret Service on a session bus of its own, in a home of its own: GNOME's daemon."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import secretstorage
from jeepney import DBusAddress, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from secretstorage.util import format_secret, open_session

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon", "setpriv")
MISSING = [name for name in PROGRAMS if not shutil.which(name)]

_PASSWORD = b"the login's password"
# It dies with the test run however that ends, and the daemon dies with its bus.
_BUS_PROGRAM = ["setpriv", "--pdeathsig", "KILL", "dbus-daemon", "--nofork", "--print-address"]
_LONGEST = 120  # seconds until a test that hangs is made to fail instead
# Nothing is started by asking for it: what is on the bus is what the test has put there.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class SecretService:
    """The bus, and the daemon on it when it was started."""

    def __init__(self, home: Path) -> None:
        socket, config = home / "bus", home / "bus.conf"
        self.address = f"unix:path={socket}"
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "DBUS_SESSION_BUS_ADDRESS": self.address,
        }
        config.write_text(_BUS.format(socket=socket))
        self._bus = subprocess.Popen(
            [*_BUS_PROGRAM, f"--config-file={config}"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._bus.stdout is not None
        self._bus.stdout.readline()  # the address, once it listens
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the daemon with its login collection unlocked, and returns when it is there."""
        rule = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
        rule.add_arg_condition(0, "org.freedesktop.secrets")
        with self.connected() as bus, bus.filter(rule) as seen:
            bus.send_and_get_reply(message_bus.AddMatch(rule))
            self._daemon = subprocess.Popen(
                ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            assert self._daemon.stdin is not None
            self._daemon.stdin.write(_PASSWORD)
            self._daemon.stdin.close()
            bus.recv_until_filtered(seen, timeout=_LONGEST)

    def lock(self) -> None:
        with self.connected() as bus:
            collection = secretstorage.get_default_collection(bus)
            collection.lock()
            assert collection.is_locked()

    def unlock(self) -> None:
        """As logging in does."""
        service = DBusAddress(
            "/org/freedesktop/secrets",
            bus_name="org.freedesktop.secrets",
            interface="org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
        )
        with self.connected() as bus:
            collection = secretstorage.get_default_collection(bus)
            password = format_secret(open_session(bus), _PASSWORD, "text/plain")
            arguments = (collection.collection_path, password)
            call = new_method_call(service, "UnlockWithMasterPassword", "o(oayays)", arguments)
            assert bus.send_and_get_reply(call).header.message_type is MessageType.method_return
            assert not collection.is_locked()

    def hang(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()

    def end(self) -> None:
        self.kill()
        self._bus.kill()
        self._bus.wait()

    def labels(self) -> set[str]:
        """The names of all that lies in the default collection."""
        with self.connected() as bus:
            items = secretstorage.get_default_collection(bus).get_all_items()
            return {item.get_label() for item in items}

    def forget(self) -> None:
        """Loses everything in the default collection."""
        with self.connected() as bus:
            for item in list(secretstorage.get_default_collection(bus).get_all_items()):
                item.delete()

    @contextmanager
    def a_prompt_that_nobody_answers(self) -> Iterator[None]:
        """Whoever needs a prompt is kept waiting to the end of the block."""
        with self.connected() as bus:
            bus.send_and_get_reply(message_bus.RequestName("org.gnome.keyring.SystemPrompter"))
            yield

    @contextmanager
    def connected(self) -> Iterator[DBusConnection]:
        with open_dbus_connection(self.address) as bus:
            yield bus

    def _signal(self, number: signal.Signals) -> None:
        assert self._daemon is not None
        self._daemon.send_signal(number)


@contextmanager
def running() -> Iterator[SecretService]:
    """The bus with the daemon on it; both are gone at the end of the block."""
    # Not in pytest's own folder, whose name may be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="bus-") as home:
        service = SecretService(Path(home))
        deadline = Timer(_LONGEST, service.end)
        deadline.start()
        try:
            service.start()
            yield service
        finally:
            deadline.cancel()
            service.end()
