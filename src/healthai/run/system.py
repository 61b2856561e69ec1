"""Which kernels this system has, and what all of them inherit."""

import os
import sys

# Kernel managers, as papermill takes them.
ORDINARY = "jupyter_client.manager.AsyncKernelManager"
PRIVATE = "healthai.run.kernel.PrivateKernelManager"
WARM = "healthai.run.warm.WarmKernelManager"

# One thread of linear algebra each: runs are parallel already, and sums then do not depend on the number of cores.
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ENVIRONMENT["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger, which nobody uses here, warns of frozen modules
# In bytes, for glibc: keep what was freed. To give memory back and to ask for it again, array after array, costs more.
ENVIRONMENT |= {"MALLOC_MMAP_THRESHOLD_": f"{32 * 2**20}", "MALLOC_TRIM_THRESHOLD_": f"{128 * 2**20}"}


def manager() -> str:
    """Return the kernel manager for this system: warm on Linux unless COLD is set, else private, else the ordinary."""
    if sys.platform == "win32":
        return ORDINARY
    return WARM if sys.platform == "linux" and not os.environ.get("COLD") else PRIVATE
