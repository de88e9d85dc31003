"""Checks what libsleeve.so exports, and that its header tells all about it.

usage: header_test.py HEADER LIBRARY
"""
import re
import subprocess
import sys

header = open(sys.argv[1], encoding="utf-8").read()
listing = subprocess.run(["nm", "-D", "--defined-only", sys.argv[2]],
                         capture_output=True, text=True, check=True).stdout
exported = {line.split()[-1] for line in listing.splitlines()}
plain = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
declared = set(re.findall(r"\b(sleeve_\w+)\(", plain.replace("(*", "")))
faults = [f"exported, but not declared: {name}" for name in
          sorted(exported - declared)]
faults += [f"declared, but not exported: {name}" for name in
           sorted(declared - exported)]
assert len(declared) > 40, "the header was not understood"

# Each function follows a comment, perhaps after a sibling, without a gap.
documented = set()
for block in re.findall(r"\*/\n((?:(?!\n\n).)*)", header, re.DOTALL):
    documented |= set(re.findall(r"\b(sleeve_\w+)\(", block))
faults += [f"no comment: {name}" for name in sorted(declared - documented)
           if not name.endswith("_close")]

prose = sum(len(text) for text in
            re.findall(r"/\*.*?\*/", header, re.DOTALL)) / len(header)
if prose < 0.4:
    faults.append(f"only {prose:.0%} of the header is prose")
for fault in faults:
    print(fault)
print(f"{len(declared)} functions, {prose:.0%} prose, {len(faults)} faults")
sys.exit(1 if faults else 0)
