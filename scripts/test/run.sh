#!/usr/bin/env bash
# All tests: format, unit, property, integration and browser tests of every module, the user
# interface's own, and each service's. Prints at its end what did not run and what would provide it,
# and in its last line how many passed.
set -u
cd "$(dirname "$0")/../.."

case "${1:-}" in
"") ;;
-h | --help)
    cat <<'END'
usage: homelab test

Runs every test: format, unit, property, integration and browser tests of all modules, the user
interface's own and each service's, on real parts: a Docker engine of its own, Mosquitto, Home
Assistant, tailscaled, Chromium. Takes some 30 minutes. As root on Debian it installs what these need
and what is not there; what did not run for want of a part is listed at the end.

Exit codes: 0 all passed, 1 some failed. The reports are in */target/surefire-reports and
*/target/failsafe-reports.

Examples:
  ./homelab test
  mvn -pl common -am test -Dtest=EventLogTest -Dsurefire.failIfNoSpecifiedTests=false    one class
END
    exit 0
    ;;
*)
    echo "homelab test: \"$1\" is no option; it runs every test, and takes --help alone" >&2
    exit 2
    ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/homelab-test.XXXXXX")
engine=
engine_missing=
notes=$work/notes

# shellcheck source=scripts/test/install.sh
. scripts/test/install.sh

end() {
    if [ -n "$engine" ]; then
        kill "$engine" 2>/dev/null
        wait "$engine" 2>/dev/null
        [ ! -s "$work/docker-exec/containerd/containerd.pid" ] || kill "$(cat "$work/docker-exec/containerd/containerd.pid")" 2>/dev/null
    fi
    grep -o " $work[^ ]*" /proc/mounts 2>/dev/null | sort -r | while read -r mount; do
        umount "$mount" 2>/dev/null
    done
    rm -rf "$work" 2>/dev/null
}
trap end EXIT
trap 'exit 130' INT TERM

phase() { printf '== %s (%d s)\n' "$1" "$SECONDS"; }

status=0
phase "what the tests need"
install_parts
fetch_compose_v2
fetch_homeassistant
build_tailscale
start_engine

phase "build, format, unit, property, integration and browser tests"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true
mvn verify -Dmaven.test.failure.ignore=true </dev/null || status=1

passed=0 failed=0 skipped=0
phase "the user interface's own tests"
if command -v node >/dev/null 2>&1; then
    out=$(node --test webroot/src/test/js/*.test.js 2>&1 </dev/null) || status=1
    ok=$(printf '%s\n' "$out" | sed -n 's/^[#ℹ] pass //p' | tail -n 1)
    bad=$(printf '%s\n' "$out" | sed -n 's/^[#ℹ] fail //p' | tail -n 1)
    passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-1}))
    [ "${bad:-1}" = 0 ] || printf '%s\n' "$out"
else
    echo "the user interface's own tests: Node.js is missing (apt-get install nodejs)" >>"$notes"
fi

phase "each service's own tests"
for service in services/*/tests/run; do
    if out=$(sh "$service" 2>&1 </dev/null); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'failed: %s\n%s\n' "$service" "$out"
    fi
done

phase "in sum"
read -r run bad left < <(python3 scripts/test/reports.py)
passed=$((passed + run - bad - left)) failed=$((failed + bad)) skipped=$((skipped + left))
[ -z "$missing" ] || echo "some parts are missing; this would provide them: $missing" >>"$notes"
[ -z "$compose_missing" ] || echo "deployments with Compose v2 did not run for want of $compose_missing" >>"$notes"
[ -z "$homeassistant_missing" ] || echo "tests with a real Home Assistant did not run for want of $homeassistant_missing" >>"$notes"
[ -z "$tailscale_missing" ] || echo "tests with a real tailscaled did not run for want of $tailscale_missing" >>"$notes"
[ -z "$engine_missing" ] || echo "tests with containers did not run for want of $engine_missing" >>"$notes"
python3 scripts/test/reports.py --skipped >>"$notes"
if [ -s "$notes" ]; then
    echo "what did not run:"
    sort -u "$notes" | sed 's/^/  /'
fi
[ "$failed" -eq 0 ] || status=1
[ "$run" -gt 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
