"""Why a file could not be read or written, in the reader's language: the system says it in its
own."""

import errno

from somesec.language import N_, _

_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.EISDIR: N_("it is a folder"),
    errno.EEXIST: N_("it is there already"),
    errno.EACCES: N_("you may not"),
    errno.EPERM: N_("you may not"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.EBUSY: N_("another program is using it"),
    errno.EIO: N_("the disk does not answer"),
}


def reason_of(error: Exception) -> str:
    """What stands after a colon and ends without a full stop. Of what is rare, the system's own
    words."""
    if not isinstance(error, OSError):
        return str(error)
    if error.errno in _REASONS:
        return _(_REASONS[error.errno])
    return error.strerror or str(error)
