# Sourced by the benches: a network namespace with a Docker engine and what else a node of CHELSTY has,
# a hub, and the agent's small runtime with its AOT cache. Everything ends with the script.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/homelab
options=$here/services/edge-agent/jvm.options
node=chelsty-infra
started=()
namespaces=()

say() { printf '== %s (%d s)\n' "$1" "$SECONDS"; }
fail() {
    echo "$1" >&2
    exit 1
}

need() {
    [ "$(id -u)" -eq 0 ] || fail "this bench needs root: control groups, network namespaces, an engine of its own"
    for program in "$@" mkfs.ext4 losetup findmnt; do
        command -v "$program" >/dev/null 2>&1 ||
            fail "$program is missing (Debian: apt-get install docker.io iptables debootstrap mosquitto iproute2 python3 e2fsprogs)"
    done
}

open_ground() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/homelab-bench.XXXXXX")
    trap close_ground EXIT
    trap 'exit 130' INT TERM
    "$here/homelab" --help >/dev/null
    local found
    jdk=
    for found in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*; do
        if grep -q '^JAVA_VERSION="25' "$found/release" 2>/dev/null && [ -x "$found/bin/jlink" ]; then
            jdk=$found
            break
        fi
    done
    [ -n "$jdk" ] || fail "no JDK 25 with jlink in /usr/lib/jvm or /opt; set JAVA_HOME to one"
}

close_ground() {
    set +e
    [ -z "${docker:-}" ] || [ -z "$($docker ps -q 2>/dev/null)" ] || $docker kill $($docker ps -q) >/dev/null 2>&1
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill "${started[i]}" 2>/dev/null
        wait "${started[i]}" 2>/dev/null
    done
    [ ! -s "$work/exec/containerd/containerd.pid" ] || kill "$(cat "$work/exec/containerd/containerd.pid")" 2>/dev/null
    grep -o " $work[^ ]*" /proc/mounts | sort -r | while read -r mount; do umount "$mount" 2>/dev/null; done
    for space in "${namespaces[@]}"; do ip netns delete "$space" 2>/dev/null; done
    rm -rf "$work"
}

# Only the network is the namespace's own; `ip netns exec` would hide the control groups.
within() {
    local space=$1
    shift
    nsenter --net="/var/run/netns/$space" "$@"
}

namespace() {
    ip netns add "$1"
    namespaces+=("$1")
    within "$1" ip link set lo up
}

# CHELSTY-INFRA's address on its LAN: else it would wait for it, and tell after some minutes that it is not there.
lan() { within "$1" ip addr add 192.168.1.10/24 dev lo; }

# background SPACE LOG COMMAND...
background() {
    local space=$1 log=$2
    shift 2
    nsenter --net="/var/run/netns/$space" "$@" >"$log" 2>&1 </dev/null &
    last=$!
    started+=("$last")
}

# await WHAT SECONDS COMMAND...
await() {
    local what=$1 tries=$(($2 * 10))
    shift 2
    for ((i = 0; i < tries; i++)); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.1
    done
    echo "$what did not come" >&2
    [ "$what" != "the agent" ] || $docker logs --tail 5 "$($docker ps -aql)" >&2
    exit 1
}

# The agent's modules are few: what jdeps names of libraries that it does not load is left out.
make_runtime() {
    say "the agent's runtime and class path"
    "$jdk/bin/jlink" --add-modules java.base,java.logging,java.management,java.naming,jdk.unsupported,jdk.management \
        --strip-debug --no-header-files --no-man-pages --output "$work/image/opt/agent/jre"
    mkdir "$work/image/opt/agent/lib"
    cp "$here"/edge-agent/target/lib/*.jar "$work/image/opt/agent/lib"
    for module in edge-agent common webroot; do
        cp "$here/$module/target/$module-"[0-9]*[0-9].jar "$work/image/opt/agent/lib"
    done
    for unused in picocli jackson-databind jackson-annotations jackson-core-3 netty-codec-classes-quic netty-codec-http3 netty-tcnative-classes; do
        rm -f "$work/image/opt/agent/lib/$unused"*.jar
    done
    cp "$options" "$work/image/opt/agent/jvm.options"
    # The same names in the same order each time, or the AOT cache is not believed.
    path=$(printf '/opt/agent/lib/%s:' $(ls "$work/image/opt/agent/lib"))
    path=${path%:}
    du -sh "$work/image/opt/agent/jre" "$work/image/opt/agent/lib" | sed "s#$work/image##;s/^/  /"
}

# A disk of its own for the engine's data, with the read-ahead that Linux has by default (128 KiB): a machine
# that reads 8 MiB at each fault, as some virtual ones do, fills a small container's memory with what nobody wants.
small_disk() {
    truncate -s 6G "$work/disk.img"
    mkfs.ext4 -q -E nodiscard "$work/disk.img"
    mkdir "$work/docker"
    mount -o loop "$work/disk.img" "$work/docker"
    loop=$(findmnt -n -o SOURCE "$work/docker")
    losetup --direct-io=on "$loop" 2>/dev/null || true
    echo 128 >"/sys/block/${loop##*/}/queue/read_ahead_kb"
}

start_engine() {
    say "a Docker engine of its own"
    small_disk
    for driver in overlay2 vfs; do
        background "$1" "$work/dockerd.log" dockerd --storage-driver="$driver" --data-root "$work/docker" \
            --exec-root "$work/exec" --pidfile "$work/dockerd.pid" --host "unix://$work/docker.sock" --bridge=none
        docker="docker --host unix://$work/docker.sock"
        for ((i = 0; i < 40; i++)); do
            if $docker version >/dev/null 2>&1; then break 2; fi
            sleep 0.5
        done
    done
    $docker version >/dev/null 2>&1 || fail "no engine: $(tail -n 1 "$work/dockerd.log")"
    if [ ! -s "$cache/bookworm.tar" ]; then
        echo "  making the image debian:bookworm-slim (once)"
        mkdir -p "$cache"
        debootstrap --variant=minbase bookworm "$work/bookworm" >"$work/debootstrap.log" 2>&1
        tar -C "$work/bookworm" -cf "$cache/bookworm.tar.part" . && mv "$cache/bookworm.tar.part" "$cache/bookworm.tar"
    fi
    $docker import "$cache/bookworm.tar" debian:bookworm-slim >/dev/null
    import_agent agent
}

# import_agent TAG: Debian with the agent as it lies in $work/image.
import_agent() {
    cp "$cache/bookworm.tar" "$work/agent.tar"
    tar -C "$work/image" -rf "$work/agent.tar" ./opt/agent
    $docker import "$work/agent.tar" "$1" >/dev/null
    rm "$work/agent.tar"
}

# What runs on the node beside the agent: the broker, and a stand-in for Zigbee2MQTT's page.
start_services() {
    printf 'listener 1883 127.0.0.1\nallow_anonymous true\n' >"$work/mosquitto.conf"
    $docker run -d --name mosquitto --network host -v /usr:/usr:ro -v /lib:/lib:ro \
        -v "$work/mosquitto.conf:/m.conf:ro" debian:bookworm-slim mosquitto -c /m.conf >/dev/null
    $docker run -d --name zigbee2mqtt --network host -v /usr:/usr:ro -w /srv debian:bookworm-slim \
        /usr/bin/python3 -m http.server 8081 --bind 127.0.0.1 >/dev/null
}

# A tailscaled that is joined to a control server of its own, where the tests have built them.
start_tailscale() {
    programs=$cache/tailscale-1.90.0
    tailscale=$work/tailscale/ts.sock
    mkdir -p "$work/tailscale/state"
    if [ ! -x "$programs/tailscaled" ] || [ ! -x "$programs/control" ]; then
        echo "  no tailscaled here: its watcher tells that it is down (./homelab test builds one, with Go)"
        return 0
    fi
    background "$1" "$work/tailscale/control.log" "$programs/control" 18190
    background "$1" "$work/tailscale/daemon.log" "$programs/tailscaled" --tun=userspace-networking \
        --statedir="$work/tailscale/state" --socket="$tailscale" --port 0
    await "tailscaled's socket" 20 test -S "$tailscale"
    await "the tailnet" 20 tailscale_asks POST start \
        '{"AuthKey":"any","UpdatePrefs":{"ControlURL":"http://127.0.0.1:18190","WantRunning":true}}'
    await "the tailnet" 20 tailscale_asks POST login-interactive ''
}

tailscale_asks() {
    python3 - "$tailscale" "$@" <<'PYTHON'
import http.client, socket, sys
link = http.client.HTTPConnection("local-tailscaled.sock")
link.sock = socket.socket(socket.AF_UNIX)
link.sock.connect(sys.argv[1])
link.request(sys.argv[2], "/localapi/v0/" + sys.argv[3], sys.argv[4].encode())
sys.exit(0 if link.getresponse().status < 300 else 1)
PYTHON
}

# start_hub SPACE ADDRESS
start_hub() {
    say "a hub"
    # A copy: a build meanwhile must not take its classes away.
    mkdir -p "$work/vps" "$work/hub"
    cp "$here"/hub/target/lib/*.jar "$work/hub"
    for module in hub common webroot; do cp "$here/$module/target/$module-"[0-9]*[0-9].jar "$work/hub"; done
    background "$1" "$work/hub.log" "$jdk/bin/java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        --enable-native-access=ALL-UNNAMED -cp "$work/hub/*" dev.homelab.hub.Hub \
        --root "$work/vps" --repo "${repo:-$here}" --port 18180 --bind "$2"
    await "the hub" 60 grep -q '^ready' "$work/hub.log"
    mkdir -p "$work/node/config/edge-agent"
    within "$1" python3 - "http://$2:18180" "$work/vps/state/cli-token" "$node" \
        >"$work/node/config/edge-agent/enrolment-token" <<'PYTHON'
import json, sys, urllib.request
url, token, node = sys.argv[1:]
head = {"Authorization": "Bearer " + open(token).read().strip(), "Content-Type": "application/json"}
body = json.dumps({"node": node, "site": "chelsty"}).encode()
print(json.load(urllib.request.urlopen(urllib.request.Request(url + "/api/v1/nodes/enrolments", body, head)))["token"])
PYTHON
}

# agent_container NAME IMAGE DOCKER-OPTIONS -- JVM-OPTIONS
agent_container() {
    local name=$1 image=$2 limits=()
    shift 2
    while [ "$1" != -- ]; do
        limits+=("$1")
        shift
    done
    shift
    $docker run -d --name "$name" --network host "${limits[@]}" -e MALLOC_ARENA_MAX=1 \
        -v "$work/node:/opt/homelab" -v "${repo:-$here}:/opt/repo:ro" -v /proc:/host/proc:ro \
        -v /sys:/host/sys:ro -v "$work/node:/host/opt/homelab" -v "$work/docker:/host$work/docker:ro" -v "$work:$work" "$image" \
        /opt/agent/jre/bin/java @/opt/agent/jvm.options "$@" -cp "$path" dev.homelab.edge.Agent \
        --node "$node" --root /opt/homelab --repo /opt/repo --upstream "${upstream:-http://127.0.0.1:18180}" \
        --engine "docker:$work/docker.sock" --host /host --tailscale "$work/tailscale/ts.sock" >/dev/null
    await "the agent" 60 agent_serves "$name"
}

agent_serves() { $docker logs "$1" 2>&1 | grep -q '^ready'; }

# A short life of the agent, with a trouble and its end in it, tells which classes it uses; they are kept loaded and
# linked in one file.
# Profiles are left out: they would serve the second compiler, which is off.
make_cache() {
    say "the AOT cache, from a short life of the agent"
    agent_container training agent -- -Xmx48m -XX:AOTMode=record -XX:-AOTRecordTraining "-XX:AOTConfiguration=$work/agent.aotconf"
    {
        sleep 5
        $docker stop -t 2 zigbee2mqtt
        sleep 12
        $docker start zigbee2mqtt
    } >"$work/trouble.log" 2>&1 &
    local trouble=$!
    started+=("$trouble")
    within "$1" python3 "$here/scripts/bench/load.py" "$work/node" "$node" http://127.0.0.1:18181 "${2:-40}" 5 | tail -n 4 | sed 's/^/  /'
    wait "$trouble" || fail "no trouble to train on: $(tail -n 1 "$work/trouble.log")"
    grep -rqs '"type":"containers_not_running"' "$work/node/events" || fail "the training told no trouble"
    $docker stop -t 60 training >/dev/null
    $docker rm training >/dev/null
    [ -s "$work/agent.aotconf" ] || fail "the training left no configuration"
    $docker run --rm --network none -v "$work:$work" agent /opt/agent/jre/bin/java @/opt/agent/jvm.options -Xmx256m \
        -XX:AOTMode=create -XX:-AOTRecordTraining "-XX:AOTConfiguration=$work/agent.aotconf" "-XX:AOTCache=$work/agent.aot" \
        -cp "$path" >"$work/create.log" 2>&1 || fail "no AOT cache: $(tail -n 1 "$work/create.log")"
    cp "$work/agent.aot" "$work/image/opt/agent/agent.aot"
    import_agent agent:small
    echo "  $(du -h "$work/agent.aot" | cut -f1) for $(tail -n 1 "$work/create.log")"
}
