"""Whom a service runs as. PostgreSQL refuses to run as root, so root's services run as `nobody`.

Nobody may not enter a checkout under /root, or a private temporary directory. There Linux lets a
process keep one right of root's, to pass by file permissions, and nothing else of root's powers.
"""

import ctypes
import os
import pwd
import signal
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """A user to become; `passes_permissions` when its files lie where that user may not go."""

    uid: int
    gid: int
    passes_permissions: bool

    def give(self, path: Path) -> None:
        """Hand the directory, and all that lies in it, to this user."""
        for directory, _, files in os.walk(path):
            for name in [".", *files]:
                os.lchown(Path(directory) / name, self.uid, self.gid)

    def become(self) -> None:
        """Turn this process, a fresh fork of root's, into the user, for good."""
        if self.passes_permissions:
            call(LIBC.prctl, PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setgroups([])
        os.setresgid(self.gid, self.gid, self.gid)
        os.setresuid(self.uid, self.uid, self.uid)
        if self.passes_permissions:
            keep_one_capability(CAP_DAC_OVERRIDE)


def service_identity(*directories: Path) -> Identity | None:
    """Root's services run as nobody; everybody else's as themselves (None). They must reach `directories`."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("nobody")
    shut = not all(open_to_everybody(directory) for directory in directories)
    return Identity(user.pw_uid, user.pw_gid, passes_permissions=shut and sys.platform == "linux")


def open_to_everybody(directory: Path) -> bool:
    """Whether any user may pass through the directory and all those above it."""
    whole = directory.resolve()
    return all(path.stat().st_mode & stat.S_IXOTH for path in [whole, *whole.parents])


def before_exec(
    identity: Identity | None, death_signal: signal.Signals, niceness: int = 0
) -> Callable[[], None]:
    """What a child does between fork and exec: become the user, and ask to end when its parent does.

    The order matters: Linux forgets the wish when the user changes.
    """

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # else a child could not hear that it shall end
        os.nice(niceness)
        if identity is not None:
            identity.become()
        if sys.platform == "linux":
            call(LIBC.prctl, PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)

    return prepare


def keep_one_capability(capability: int) -> None:
    """Reduce this process to one capability, which survives exec (ambient; capabilities(7))."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable; upper halves
    call(LIBC.capset, header, sets)
    call(LIBC.prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def call(function: Callable[..., int], *arguments: object) -> None:
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
