"""``python -m mtorstruct``."""

import sys

from mtorstruct.cli.main import main

sys.exit(main())
