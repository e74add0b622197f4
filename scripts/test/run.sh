#!/usr/bin/env bash
# All tests: format, unit, property and integration tests of every module, and each service's own.
# Prints at its end what did not run and why, and in its last line how many passed.
set -u
cd "$(dirname "$0")/../.."
status=0
mvn verify -Dmaven.test.failure.ignore=true </dev/null || status=1
passed=0 failed=0 skipped=0
for service in services/*/tests/run; do
    if sh "$service" >/dev/null 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "failed: $service"; fi
done
if command -v node >/dev/null 2>&1; then
    tap=$(timeout 120 node --test --test-reporter=tap webroot/src/test/js/*.test.js 2>&1)
    good=$(printf '%s\n' "$tap" | sed -n 's/^# pass //p') broken=$(printf '%s\n' "$tap" | sed -n 's/^# fail //p')
    passed=$((passed + ${good:-0})) failed=$((failed + ${broken:-1}))
    [ "${broken:-1}" -eq 0 ] || printf '%s\n' "$tap" | grep -A 12 '^ *not ok'
else
    echo "not run: the user interface's unit tests, for want of Node (apt-get install nodejs)"
fi
read -r run bad left < <(python3 - <<'PY'
import glob, xml.etree.ElementTree as tree
run = bad = left = 0
for path in glob.glob("*/target/surefire-reports/TEST-*.xml") + glob.glob("*/target/failsafe-reports/TEST-*.xml"):
    suite = tree.parse(path).getroot()
    run += int(suite.get("tests")); left += int(suite.get("skipped"))
    bad += int(suite.get("failures")) + int(suite.get("errors"))
print(run, bad, left)
PY
)
passed=$((passed + run - bad - left)); failed=$((failed + bad)); skipped=$((skipped + left))
if [ "$skipped" -gt 0 ] && [ -z "${HOMELAB_TEST_DOCKER_HOST:-}" ]; then
    echo "not run: $skipped tests, most of them for want of a Docker engine; start one and set HOMELAB_TEST_DOCKER_HOST=unix:///path/to/docker.sock"
fi
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
