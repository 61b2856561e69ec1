"""`python -m healthai.data` (or `make seal`): validate the tables and renew their seals."""

import sys

from healthai import paths
from healthai.data import descriptor, package
from healthai.errors import InputError


def main() -> int:
    """Seal the project's data package; return the exit code."""
    try:
        renewed = package.seal()
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    count = len(descriptor.resources(paths.DATA))
    print(f"{count} tables are valid; seals renewed: {', '.join(renewed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
