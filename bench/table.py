"""Prints the table of goals: lines of `what|against|figure|figure of the peer|goal` on standard input, the figures as files
of `name<TAB>value` in the directory that is given. Each line ends with the measured ratio and whether it passes."""

import operator
import pathlib
import re
import sys

COMPARE = {"<=": operator.le, ">=": operator.ge, "<": operator.lt}


def figures(directory):
    found = {}
    for file in sorted(pathlib.Path(directory).glob("*.tsv")):
        for line in file.read_text().splitlines():
            name, value = line.split("\t")
            found[name] = float(value)
    return found


def figure(found, name):
    """The figure of a name such as `a` or `b*16/2`; 0 for no name, None where it was not measured."""
    if not name:
        return 0.0
    name, *factors = re.split(r"(?=[*/]\d)", name)
    value = found.get(name)
    for factor in factors if value is not None else []:
        value = value * float(factor[1:]) if factor[0] == "*" else value / float(factor[1:])
    return value


def verdict(own, peer, goal):
    comparison, limit, unit = goal.split()
    measured = own - peer if unit == "more" else own / peer
    passed = COMPARE[comparison](measured, float(limit))
    return f"{measured:.2f}", "pass" if passed else "FALLS SHORT"


def main():
    found = figures(sys.argv[1])
    rows = [("what", "ns, or as said", "against", "the same", "measured", "goal", "")]
    for line in sys.stdin.read().splitlines():
        what, against, own_name, peer_name, goal = line.split("|")
        own, peer = figure(found, own_name), figure(found, peer_name)
        if own is None or peer is None:
            rows.append((what, "", against, "", "", goal, "not measured"))
            continue
        rows.append((what, f"{own:.1f}", against, f"{peer:.1f}", *verdict(own, peer, goal)[:1], goal, verdict(own, peer, goal)[1]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for index, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if index == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


main()
