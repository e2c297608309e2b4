"""Kill a job at the n-th change that it makes to its folder, as a power cut would."""

import os
import signal
import sys

if "batch" in sys.orig_argv:
    left = [int(os.environ["KILL_AT"])]

    def counted(change):
        """The same change, if its turn has not come."""

        def changed(*arguments, **more):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*arguments, **more)

        return changed

    for name in ("mkdir", "rmdir", "rename", "replace", "link", "unlink", "fsync"):
        setattr(os, name, counted(getattr(os, name)))
