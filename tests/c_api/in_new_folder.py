"""Runs a program with a new, empty folder as its argument."""
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(prefix="sleeve-") as folder:
    sys.exit(subprocess.run([sys.argv[1], folder], check=False).returncode)
