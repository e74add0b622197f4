# Sourced by run.sh. As root on Debian it installs what the real parts of the tests need, and says
# so; as anyone else it installs nothing. What is missing in the end stands in $missing.
missing=
compose_missing=
homeassistant_missing=
tailscale_missing=

wanted="docker.io iproute2 iptables docker-compose debootstrap chromium mosquitto xz-utils python3 e2fsprogs"

have() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }

install_parts() {
    lacking=
    command -v dpkg-query >/dev/null 2>&1 || {
        missing="Debian's packages $wanted"
        return 0
    }
    for package in $wanted; do
        have "$package" || lacking="$lacking $package"
    done
    [ -n "$lacking" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        missing="apt-get install$lacking"
        return 0
    fi
    echo "installing Debian's packages:$lacking"
    export DEBIAN_FRONTEND=noninteractive
    for try in 1 2 3; do
        if apt-get update -qq >"$work/apt.log" 2>&1 &&
            apt-get install -y -qq --no-install-recommends $lacking >>"$work/apt.log" 2>&1 </dev/null; then
            return 0
        fi
        echo "  try $try failed: $(tail -n 1 "$work/apt.log")"
    done
    for package in $lacking; do
        apt-get install -y -qq --no-install-recommends "$package" >>"$work/apt.log" 2>&1 </dev/null ||
            missing="$missing $package"
    done
    [ -z "$missing" ] || missing="apt-get install$missing"
}

# Debian 12 has Compose v1 only; the one binary of Debian 13's package runs there as well.
fetch_compose_v2() {
    if [ -n "${HOMELAB_TEST_COMPOSE_V2:-}" ] || docker compose version >/dev/null 2>&1; then
        return 0
    fi
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/homelab
    binary=$cache/compose-v2
    if [ ! -x "$binary" ]; then
        if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
            compose_missing="Compose v2 (the docker-compose-v2 or docker-compose-plugin package)"
            return 0
        fi
        echo "fetching Compose v2 from Debian 13 (once)"
        mkdir -p "$cache" "$work/trixie/lists/partial" "$work/trixie/parts"
        # From wherever this machine gets its own packages.
        mirror=$(apt-get indextargets --format '$(REPO_URI)' "Identifier: Packages" "Origin: Debian" "Component: main" |
            grep -v security | head -n 1)
        printf '%s\n' "Types: deb" "URIs: $mirror" "Suites: trixie" "Components: main" \
            "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg" >"$work/trixie/parts/one.sources"
        if ! (
            cd "$work/trixie" &&
                set -- -qq -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$work/trixie/parts" \
                    -o "Dir::State::Lists=$work/trixie/lists" &&
                apt-get "$@" update && apt-get "$@" download docker-compose && dpkg -x docker-compose_*.deb . &&
                cp usr/libexec/docker/cli-plugins/docker-compose "$binary.part" && mv "$binary.part" "$binary"
        ) >"$work/compose.log" 2>&1 </dev/null; then
            compose_missing="Compose v2: $(tail -n 1 "$work/compose.log")"
            return 0
        fi
        rm -rf "$work/trixie"
    fi
    export HOMELAB_TEST_COMPOSE_V2="$binary"
}

# Home Assistant, in a Python of its own; on its first start it fetches what its parts ask for.
fetch_homeassistant() {
    version=2025.4.4
    [ -z "${HOMELAB_TEST_HOMEASSISTANT:-}" ] || return 0
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/homelab
    home=$cache/homeassistant-$version
    if [ ! -x "$home/bin/python" ]; then
        python=$(find_python313) || {
            homeassistant_missing="Python 3.13 (for Home Assistant $version)"
            return 0
        }
        echo "fetching Home Assistant $version (once, about a minute)"
        mkdir -p "$cache"
        rm -rf "$home.part"
        if ! {
            "$python" -m venv "$home.part" && "$home.part/bin/pip" install -q "homeassistant==$version"
        } >"$work/homeassistant.log" 2>&1 </dev/null; then
            homeassistant_missing="Home Assistant $version: $(tail -n 1 "$work/homeassistant.log")"
            return 0
        fi
        mv "$home.part" "$home"
    fi
    export HOMELAB_TEST_HOMEASSISTANT="$home/bin/python"
}

find_python313() {
    for candidate in python3.13 "$HOME"/.pyenv/versions/3.13*/bin/python3 /usr/local/bin/python3.13 python3; do
        if "$candidate" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

# A real tailscaled, and a control server for it, from Tailscale's own Go module; cached once built.
build_tailscale() {
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/homelab/tailscale-1.90.0
    if [ ! -x "$cache/tailscaled" ] || [ ! -x "$cache/control" ]; then
        if ! command -v go >/dev/null 2>&1; then
            tailscale_missing="Go 1.25.3 or newer"
            return 0
        fi
        echo "building tailscaled from its Go module (once)"
        mkdir -p "$cache"
        if ! (
            cd tests/tailscale &&
                go build -o "$cache/control" . &&
                GOBIN="$cache" GOFLAGS= go install tailscale.com/cmd/tailscaled@v1.90.0
        ) >"$work/tailscale.log" 2>&1 </dev/null; then
            tailscale_missing="tailscaled, which does not build here: $(tail -n 1 "$work/tailscale.log")"
            return 0
        fi
    fi
    export HOMELAB_TEST_TAILSCALE="$cache"
}

# A Docker engine of the tests' own: own data, own socket, ended with the run.
start_engine() {
    if [ -n "${HOMELAB_TEST_DOCKER_HOST:-}" ]; then
        echo "using the Docker engine at $HOMELAB_TEST_DOCKER_HOST"
        return 0
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v dockerd >/dev/null 2>&1 || ! command -v iptables >/dev/null 2>&1; then
        engine_missing="a Docker engine (root, and Debian's docker.io with iptables)"
        return 0
    fi
    for driver in overlay2 vfs; do
        dockerd --storage-driver="$driver" --data-root "$work/docker" --exec-root "$work/docker-exec" \
            --pidfile "$work/dockerd.pid" --host "unix://$work/docker.sock" --bridge=none \
            >"$work/dockerd.log" 2>&1 </dev/null &
        engine=$!
        for _ in $(seq 40); do
            if docker_ready; then
                echo "a Docker engine of our own runs ($driver)"
                import_image
                return 0
            fi
            kill -0 "$engine" 2>/dev/null || break
            sleep 0.5
        done
        kill "$engine" 2>/dev/null
        wait "$engine" 2>/dev/null
        engine=
    done
    engine_missing="a Docker engine that starts here: $(grep -v level=info "$work/dockerd.log" | tail -n 1)"
}

docker_ready() { docker --host "unix://$work/docker.sock" version >/dev/null 2>&1; }

# No image can be pulled: the one that the tests name is made of Debian's own packages.
import_image() {
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/homelab
    tarball=$cache/bookworm.tar
    if [ ! -s "$tarball" ]; then
        mkdir -p "$cache" 2>/dev/null || cache=$work
        tarball=$cache/bookworm.tar
        echo "making the image debian:bookworm-slim (once)"
        if ! debootstrap --variant=minbase bookworm "$work/bookworm" >"$work/debootstrap.log" 2>&1 </dev/null; then
            engine_missing="the image debian:bookworm-slim: $(tail -n 1 "$work/debootstrap.log")"
            return 0
        fi
        tar -C "$work/bookworm" -cf "$tarball.part" . && mv "$tarball.part" "$tarball"
        rm -rf "$work/bookworm"
    fi
    if docker --host "unix://$work/docker.sock" import "$tarball" debian:bookworm-slim >/dev/null; then
        export HOMELAB_TEST_DOCKER_HOST="unix://$work/docker.sock"
    else
        engine_missing="the image debian:bookworm-slim"
    fi
}
