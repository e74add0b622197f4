#!/bin/sh
# Prints each rule of log, sync, world, decisions, actions and of being alone with the number of test
# files that name it, and at the end the rules that no test names.
#
# usage: scripts/rules-coverage.sh [--check]     --check: exit 1 where a rule has none
set -eu
cd "$(dirname "$0")/.."
case ${1:-} in
    -h | --help)
        sed -n '2,5s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
esac
none=
for rules in L:9 Y:12 W:9 S:10 A:12 N:4; do
    letter=${rules%:*}
    number=1
    while [ "$number" -le "${rules#*:}" ]; do
        rule=$letter$number
        files=$(grep -rlE "(^|[^A-Za-z0-9])$rule([^A-Za-z0-9]|$)" --include='*Test.java' --include='*IT.java' \
            common/src/test edge-agent/src/test hub/src/test tests/src/test | wc -l)
        printf '%-4s %s\n' "$rule" "$files"
        [ "$files" -gt 0 ] || none="$none $rule"
        number=$((number + 1))
    done
done
echo "named by no test:${none:- none}"
if [ "${1:-}" = --check ]; then
    [ -z "$none" ] || exit 1
fi
