"""Ends a test script with 77, which skips it, where a module is missing."""
import importlib
import sys


def need(*modules):
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError:
            print(f"skipped: there is no {module}; scripts/python-environment "
                  "installs it")
            sys.exit(77)
