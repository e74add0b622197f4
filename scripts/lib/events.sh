#!/bin/sh
# Emits an event into this node's log, from POSIX sh and without any other program than those of a
# bare system. To be sourced (`. events.sh; emit_event …`) or run as a command.
#
# A line is one write of at most 4,000 bytes at the end of the file; a longer message is shortened, and
# what is longer without it is refused.
# A line that another writer left without its newline is closed first, and after a short write the
# whole line is written again. Under a clock that is behind the log's newest day the line goes there,
# marked "clock":"unsynced".

events_usage() {
    cat <<'USAGE'
usage: events.sh TYPE SEVERITY SERVICE MESSAGE [KEY=VALUE ...]

  TYPE       as in deployment_started; as SERVICE, HOMELAB_SOURCE and a KEY of at most 200 bytes
  SEVERITY   info, warning, error or critical
  SERVICE    a service's name, "all", or "-" for none
  MESSAGE    one sentence; shortened where the line would exceed 4,000 bytes
  KEY=VALUE  goes into details; correlation_id=… becomes the event's own

environment:
  HOMELAB_ROOT    default /opt/homelab
  HOMELAB_NODE    default: what the agent wrote to state/node, else the host's name
  HOMELAB_SOURCE  default events.sh

example:
  events.sh deployment_started info mosquitto "deploying mosquitto" correlation_id=dep-42 stage=prepare
USAGE
}

# A JSON string of standard input, without its quotes: control characters are escaped, bytes that
# are no UTF-8 are left to the reader.
events_escape() {
    LC_ALL=C awk '
        BEGIN {
            for (i = 1; i < 32; i++) code[sprintf("%c", i)] = sprintf("\\u%04x", i)
            code["\t"] = "\\t"; code["\r"] = "\\r"; code["\\"] = "\\\\"; code["\""] = "\\\""
            code[sprintf("%c", 127)] = "\\u007f"
        }
        {
            if (NR > 1) printf "\\n"
            n = length($0)
            for (i = 1; i <= n; i++) {
                c = substr($0, i, 1)
                printf "%s", (c in code) ? code[c] : c
            }
        }'
}

events_quote() {
    printf '"%s"' "$(printf '%s' "$1" | events_escape)"
}

# 26 characters of Crockford's base 32 that sort by time: 10 of milliseconds, 16 of randomness.
events_id() {
    { printf '%s ' "$1"; od -An -N16 -tu1 /dev/urandom | tr -s ' \n' ' '; } | awk '
        {
            digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; time = $1; text = ""
            for (i = 0; i < 10; i++) { text = substr(digits, time % 32 + 1, 1) text; time = int(time / 32) }
            for (i = 2; i <= 17; i++) text = text substr(digits, $i % 32 + 1, 1)
            print text
        }'
}

# Milliseconds since 1970; where date knows no %N they end in 000.
events_millis() {
    events_now=$(date -u +%s%3N 2>/dev/null)
    case $events_now in
        *[!0-9]* | '') events_now=$(date -u +%s)000 ;;
    esac
    printf '%s' "$events_now"
}

# Shortens a text to so many bytes without cutting a character of UTF-8.
events_shorten() {
    printf '%s' "$1" | LC_ALL=C awk -v most="$2" '
        BEGIN { for (i = 128; i < 192; i++) inside[sprintf("%c", i)] = 1 }
        { text = text (NR > 1 ? "\n" : "") $0 }
        END {
            if (length(text) <= most) { printf "%s", text; exit }
            if (most < 1) exit
            while (most > 0 && (substr(text, most + 1, 1) in inside)) most--
            printf "%s…", substr(text, 1, most)
        }'
}

# A value as an error shows it: one line, and short.
events_shown() {
    events_quote "$(events_shorten "$1" 60)"
}

events_bytes() {
    printf '%s' "$1" | LC_ALL=C wc -c
}

events_refuse() {
    echo "events.sh: $1" >&2
    exit 2
}

# Refuses a name that is too long: shortened it would be another one.
events_require() {
    [ "$(events_bytes "$2")" -le 200 ] || events_refuse "$1 $(events_shown "$2") must have at most 200 bytes"
}

# Without the newlines before and behind it.
events_fits() {
    [ "$(events_bytes "$1")" -le 3998 ]
}

# Sets events_text to the line with as much of the message as fits, and without the details where
# these leave it no room; fails where even that is too long.
events_fitting() {
    events_text=$(events_line "$(events_quote "$events_message")")
    events_room=3000
    until events_fits "$events_text"; do
        if [ "$events_room" -le 0 ]; then
            [ "$events_details" != '"shortened":true' ] || return 1
            events_details='"shortened":true'
            events_room=1000
        fi
        events_text=$(events_line "$(events_quote "$(events_shorten "$events_message" "$events_room")")")
        events_room=$((events_room - 250))
    done
}

events_line() {
    printf '{"id":"%s","timestamp":"%s","node":"%s","source":%s,"type":%s,"severity":"%s"%s,"message":%s%s,"details":{%s}%s}' \
        "$events_id_" "$events_time" "$events_node" "$events_source" "$events_type" "$events_severity" \
        "$events_service" "$1" "$events_correlation" "$events_details" "$events_clock"
}

# What root makes belongs to whoever owns events/.
events_folder() {
    [ -d "$1" ] && return 0
    events_above=${1%/*}
    [ -d "$events_above" ] || events_folder "$events_above" || return 1
    mkdir "$1" 2>/dev/null || [ -d "$1" ] || return 1
    chmod 2775 "$1" 2>/dev/null
    events_own "$1"
}

events_own() {
    [ "$(id -u)" = 0 ] || return 0
    # shellcheck disable=SC2012 # ls is what every system has
    events_owner=$(ls -ldn "$events_root/events" | awk '{ print $3 ":" $4 }')
    chown "$events_owner" "$1" 2>/dev/null || return 0
}

# The name under which this node's log is kept: the agent knows it, and a host may have another.
events_name() {
    if [ -n "${HOMELAB_NODE:-}" ]; then
        printf '%s' "$HOMELAB_NODE"
    elif [ -s "$events_root/state/node" ]; then
        head -n 1 "$events_root/state/node"
    else
        events_host=$(hostname)
        printf '%s' "${events_host%%.*}"
    fi
}

# The day to write to: the clock's, but never before the newest of this node's log, whose day never
# goes backwards, nor before the first that the agent has made. A day of the future that a clock
# ahead has left is gone on with, too, as the agent does until the hub tells it the time.
events_day() {
    {
        echo "$1"
        events_first=1
        for events_there in "$events_root"/events/[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]/"$events_node"/events.jsonl; do
            if [ -s "$events_there" ] || { [ -n "$events_first" ] && [ -e "$events_there" ]; }; then
                events_there=${events_there%/*/*}
                echo "${events_there##*/}"
            fi
            events_first=
        done
    } | LC_ALL=C sort | tail -n 1
}

# One write, behind a newline where the last writer left none; fails where it came out short.
events_write() {
    events_lead=
    if [ -s "$1" ] && [ "$(tail -c 1 "$1" 2>/dev/null | od -An -tu1 | tr -d ' ')" != 10 ]; then
        events_lead='
'
    fi
    { printf '%s\n' "$events_lead$2" >>"$1"; } 2>/dev/null
}

emit_event() (
    if [ $# -lt 4 ]; then
        events_usage >&2
        exit 2
    fi
    umask 002
    events_root=${HOMELAB_ROOT:-/opt/homelab}
    events_node=$(events_name | tr '[:upper:]' '[:lower:]')
    case $events_node in
        '' | *[!a-z0-9-]*)
            events_refuse "node $(events_shown "$events_node") must be of a-z, 0-9 and -; set HOMELAB_NODE"
            ;;
    esac
    [ "${#events_node}" -le 63 ] ||
        events_refuse "node $(events_shown "$events_node") must have at most 63 characters; set HOMELAB_NODE"
    case $2 in
        info | warning | error | critical) events_severity=$2 ;;
        *)
            events_refuse "severity $(events_shown "$2") must be info, warning, error or critical"
            ;;
    esac
    case $1 in
        '' | *[!a-z0-9_]*)
            events_refuse "type $(events_shown "$1") must be of a-z, 0-9 and _"
            ;;
    esac
    events_require type "$1"
    events_require source "${HOMELAB_SOURCE:-events.sh}"
    events_require service "$3"
    events_type=$(events_quote "$1")
    events_source=$(events_quote "${HOMELAB_SOURCE:-events.sh}")
    events_service=
    case $3 in
        '' | -) ;;
        *) events_service=",\"service\":$(events_quote "$3")" ;;
    esac
    events_about=$3
    events_message=$4
    shift 4
    events_correlation=
    events_details=
    for events_pair in "$@"; do
        case $events_pair in
            *=*) ;;
            *)
                events_refuse "$(events_shown "$events_pair") must be KEY=VALUE"
                ;;
        esac
        events_require key "${events_pair%%=*}"
        events_value=$(events_quote "$(events_shorten "${events_pair#*=}" 500)")
        if [ "${events_pair%%=*}" = correlation_id ]; then
            events_correlation=",\"correlation_id\":$events_value"
        else
            events_details="$events_details${events_details:+,}$(events_quote "${events_pair%%=*}"):$events_value"
        fi
    done
    events_at=$(events_millis)
    events_id_=$(events_id "$events_at")
    events_seconds=${events_at%???}
    events_time=$(date -u -d "@$events_seconds" +%Y-%m-%dT%H:%M:%S 2>/dev/null ||
        date -u -r "$events_seconds" +%Y-%m-%dT%H:%M:%S).${events_at#"$events_seconds"}Z
    events_day_=$(events_day "${events_time%%T*}")
    events_clock=
    [ "$events_day_" = "${events_time%%T*}" ] || events_clock=',"clock":"unsynced"'
    events_fitting ||
        events_refuse "service $(events_shown "$events_about") with its source and correlation_id must fit into 4,000 bytes"
    events_folder_=$events_root/events/$events_day_/$events_node
    events_folder "$events_folder_" || {
        echo "events.sh: $events_folder_ can't be made" >&2
        exit 1
    }
    events_file=$events_folder_/events.jsonl
    events_new=
    [ -e "$events_file" ] || events_new=1
    events_tries=8
    until events_write "$events_file" "$events_text"; do
        events_tries=$((events_tries - 1))
        if [ "$events_tries" -eq 0 ]; then
            echo "events.sh: $events_file can't be written" >&2
            exit 1
        fi
    done
    [ -z "$events_new" ] || events_own "$events_file"
)

# As a command, and not when sourced.
case ${0##*/} in
    events.sh)
        case ${1:-} in
            -h | --help)
                events_usage
                exit 0
                ;;
        esac
        emit_event "$@"
        ;;
esac
