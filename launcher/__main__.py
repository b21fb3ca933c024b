"""`python launcher …`: puts the project on the path, so that no module here hides one of the standard library."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)
sys.dont_write_bytecode = True

from launcher.cli import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
