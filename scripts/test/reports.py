#!/usr/bin/env python3
"""Reads the test reports of every module: prints how many ran, failed and were skipped, and tells
on standard error which failed; with --skipped, prints the reasons of what was skipped."""

import glob
import sys
import xml.etree.ElementTree as tree

LINES = 12


def suites():
    for kind in ("surefire", "failsafe"):
        for path in sorted(glob.glob("*/target/%s-reports/TEST-*.xml" % kind)):
            yield path, tree.parse(path).getroot()


def said(failure):
    """The first lines of what a failed test said, indented."""
    lines = [line.strip() for line in (failure.text or "").splitlines() if line.strip()]
    return "".join("\n    " + line[:400] for line in lines[:LINES])


def main():
    reasons = {}
    run = bad = left = 0
    for path, suite in suites():
        run += int(suite.get("tests"))
        bad += int(suite.get("failures")) + int(suite.get("errors"))
        left += int(suite.get("skipped"))
        for case in suite.iter("testcase"):
            name = "%s.%s" % (case.get("classname", "?").split(".")[-1], case.get("name"))
            failure = next((e for e in case if e.tag in ("failure", "error")), None)
            if failure is not None and "--skipped" not in sys.argv:
                print("failed: %s, see %s%s" % (name, path, said(failure)), file=sys.stderr)
            skip = case.find("skipped")
            if skip is not None:
                reason = (skip.get("message") or "no reason given").splitlines()[0]
                reasons.setdefault(reason, set()).add(name.split(".")[0])
    if "--skipped" in sys.argv:
        for reason, classes in sorted(reasons.items()):
            print("%s: %s" % (", ".join(sorted(classes)), reason))
    else:
        print(run, bad, left)


if __name__ == "__main__":
    main()
