"""``python -m tests.stories.year`` plays the year and writes ``table.txt`` anew; the difference is then read."""

import os
import subprocess
import sys
from pathlib import Path

from tests.stories.year import table

if __name__ == "__main__":
    words = [sys.executable, "-m", "pytest", "-q", str(Path(__file__).with_name("test_year.py"))]
    sys.exit(subprocess.run(words, env=os.environ | {table.ANEW: "1"}).returncode)
