# Measures this checkout with the load tools (a Go folder of its own, wrapped here): a fake upstream that stamps its tokens, a house on
# scratch data in front of it, and a driver that speaks Open WebUI's API. All on loopback, all sharing this machine.
# shellcheck shell=bash

# shellcheck source=scripts/run.sh
. "$root/scripts/run.sh"

BENCH=''     # scratch folder
HOUSE=''     # process of the house
UPSTREAM=''  # process of the fake upstream
HOUSE_PORT=''
UPSTREAM_PORT=''
ROWS=()      # work | figure | floor | to reach
MISSED=0

bench() {
    local write='' quick=''
    while [ $# -gt 0 ]; do
        case $1 in
            --write) write=yes ;;
            --quick) quick=yes ;;
            *) fail "$EXIT_USAGE" './hearth bench takes --write (puts the figures into bench/RESULTS.md) and --quick (fewer and shorter runs).' ;;
        esac
        shift
    done
    find_jar
    find_node
    build_tools
    BENCH=$(mktemp -d "${TMPDIR:-/tmp}/hearth-bench.XXXXXX")
    trap 'stop_bench; exit 130' INT TERM
    trap stop_bench EXIT
    ulimit -n 65536 2>/dev/null || true
    HOUSE_PORT=$(free_port)
    UPSTREAM_PORT=$(free_port)
    DATA=$BENCH/data
    jvm_flags
    measure "$quick"
    print_table
    if [ -n "$write" ]; then write_results "${quick:+ --quick}"; fi
    if [ "$MISSED" -gt 0 ]; then
        say "$MISSED of the steps gave no figure."
        return 1
    fi
}

# build_tools: the driver and the upstream, into build/bench
build_tools() {
    local folder
    for folder in "${HEARTH_BENCH_TOOLS:-}" "$root/../shared/bench" "$root/bench/tools"; do
        if [ -n "$folder" ] && [ -f "$folder/go.mod" ]; then
            TOOLS=$(cd "$folder" && pwd)
            command -v go >/dev/null || fail "$EXIT_TOOL" 'The load tools are written in Go: install it and put its bin on the PATH.'
            mkdir -p "$root/build/bench"
            (cd "$TOOLS" && GOFLAGS=-mod=mod GOPROXY=off go build -o "$root/build/bench/" ./upstream ./load) || fail "$EXIT_BUILD" 'The load tools could not be built.'
            return
        fi
    done
    fail "$EXIT_TOOL" 'The load tools were not found: name their folder in HEARTH_BENCH_TOOLS.'
}

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'; }
now_ms() { node -p 'Date.now()'; }

start_upstream() {
    stop_process "$UPSTREAM"
    "$root/build/bench/upstream" --port "$UPSTREAM_PORT" "$@" >/dev/null 2>"$BENCH/upstream.log" &
    UPSTREAM=$!
    await_answer "$UPSTREAM" "http://127.0.0.1:$UPSTREAM_PORT/v1/models"
}

# start_house: starts it and prints the milliseconds to its first 200 on /health into STARTED_MS. The clock reads every few milliseconds.
start_house() {
    env -u HEARTH_CONFIG HEARTH_DATA="$DATA" HOST=127.0.0.1 PORT="$HOUSE_PORT" HEARTH_ADMIN_EMAIL=bench@example.org HEARTH_ADMIN_PASSWORD=bench-Passw0rd \
        OPENAI_API_BASE_URL="http://127.0.0.1:$UPSTREAM_PORT/v1" OPENAI_API_KEY=bench \
        "$JAVA_HOME/bin/java" "${FLAGS[@]}" "$@" -jar "$JAR" >"$BENCH/house.log" 2>&1 &
    HOUSE=$!
    STARTED_MS=$(node -e '
        const began = Date.now(), url = process.argv[1];
        const ask = () => require("http").get(url, (r) => { r.resume(); r.statusCode === 200 ? console.log(Date.now() - began) : again() }).on("error", again);
        const again = () => (Date.now() - began > 60000 ? process.exit(1) : setTimeout(ask, 5));
        ask();' "http://127.0.0.1:$HOUSE_PORT/health") || { cat "$BENCH/house.log" >&2; fail 1 'The house did not come up.'; }
}

# await_answer PROCESS URL
await_answer() {
    local tries=0
    until curl -sf -o /dev/null "$2"; do
        tries=$((tries + 1))
        if [ $tries -gt 200 ] || ! kill -0 "$1" 2>/dev/null; then fail 1 "$2 does not answer."; fi
        sleep 0.1
    done
}

stop_process() {
    [ -n "$1" ] || return 0
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

stop_bench() {
    stop_process "$HOUSE"
    stop_process "$UPSTREAM"
    HOUSE='' UPSTREAM=''
    [ -z "$BENCH" ] || rm -rf "$BENCH"
}

measure() {
    local quick=$1 starts=5 streams
    [ -z "$quick" ] || starts=3
    start_upstream
    measure_starts "$starts"
    row 'memory when up (RSS, MiB)' "$(usage_of "$HOUSE" rss_mib)" '' '≤ 160'
    driver 'GET /health, 32 at once (/s)' '' '' '.per_s' get --path /health --token none --c 32 --n 20000
    driver 'GET /api/models, 32 at once (/s)' '' '≥ 8,000' '.per_s' get --path /api/models --c 32 --n 20000
    driver 'sign-in, one at a time (ms)' '' '≤ 120' '.latency.p50_ms' signin --c 1 --n 10
    for streams in 1 50 200 1000; do
        [ -z "$quick" ] || [ "$streams" -le 200 ] || continue
        chats "$streams"
    done
    start_upstream --interval 0
    driver 'full speed, 50 streams (tokens/s)' "$(floor '.tokens_per_s' --streams 50 --chats 200 --tokens 200)" '≥ 60,000' '.tokens_per_s' \
        chat --streams 50 --chats 200 --tokens 200
    row 'memory after all that (RSS, MiB)' "$(usage_of "$HOUSE" rss_mib)" '' '≤ 400'
}

# measure_starts N: medians with and without the start cache; leaves the house of the last one running
measure_starts() {
    local cache=$BENCH/start.aot with=() without=() i
    say 'Making the start cache …'
    train "$BENCH/training" "$cache" >"$BENCH/training.log" 2>&1 || true
    [ -s "$cache" ] || { cat "$BENCH/training.log" >&2; fail 1 'The start cache could not be made.'; }
    start_house # the first start makes the database and the account
    for ((i = 0; i < $1; i++)); do
        stop_process "$HOUSE"
        start_house
        without+=("$STARTED_MS")
        stop_process "$HOUSE"
        start_house "-XX:AOTCache=$cache" -Xlog:aot=off -Xlog:cds=off
        with+=("$STARTED_MS")
    done
    row 'start to first 200 on /health (ms)' "$(median "${with[@]}")" '' '≤ 1,000'
    row 'the same without the start cache (ms)' "$(median "${without[@]}")" '' ''
    sleep 3
}

# chats STREAMS: paced streams, one token every 20 ms
chats() {
    local streams=$1 count=$(($1 * 2)) ttft rate cpu
    case $streams in
        1) count=10 ttft='≤ 5' rate='' cpu='' ;;
        50) ttft='≤ 20' rate='≥ 2,480' cpu='' ;;
        200) ttft='≤ 60' rate='≥ 9,800' cpu='' ;;
        *) ttft='≤ 300' rate='≥ 38,000' cpu='≤ 0.03' ;;
    esac
    floor .ttft.p50_ms --streams "$streams" --chats "$count" --tokens 200 >"$BENCH/floor"
    driver "$streams streams: first token p50 (ms)" "$(cat "$BENCH/floor")" "$ttft" '.ttft.p50_ms' \
        chat --streams "$streams" --chats "$count" --tokens 200 --probe "$TOOLS/proc.sh $HOUSE"
    more "$streams streams: tokens/s" "$(figure "$BENCH/floor.json" .tokens_per_s)" "$rate" .tokens_per_s
    more "$streams streams: added a token p50 / p99 (ms)" '' '' '.added_per_token.p50_ms + " / " + r.added_per_token.p99_ms'
    more "$streams streams: CPU-s per 1,000 tokens" '' "$cpu" .server_cpu_s_per_1000_tokens
    more "$streams streams: chats that failed" '' 0 .failed
}

# driver WORK FLOOR TO_REACH FIGURE VERB FLAG...: one run of the driver against the house, and its first row
driver() {
    local work=$1 floor=$2 reach=$3 expression=$4 verb=$5
    shift 5
    say "$work …"
    if ! "$root/build/bench/load" "$verb" --base "http://127.0.0.1:$HOUSE_PORT" "$@" >"$BENCH/load.json" 2>"$BENCH/load.err"; then
        say "  $(head -n 1 "$BENCH/load.err")"
        echo '{}' >"$BENCH/load.json"
    elif [ "$verb" != chat ] && [ "$(figure "$BENCH/load.json" .failed)" != 0 ]; then
        say "  $(figure "$BENCH/load.json" .causes)"
        echo '{}' >"$BENCH/load.json"
    fi
    row "$work" "$(figure "$BENCH/load.json" "$expression")" "$floor" "$reach"
}

# more WORK FLOOR TO_REACH FIGURE: a further row of the last run
more() { row "$1" "$(figure "$BENCH/load.json" "$4")" "$2" "$3"; }

# floor FIGURE FLAG...: the same chats straight at the upstream
floor() {
    local expression=$1
    shift
    "$root/build/bench/load" chat --base "http://127.0.0.1:$UPSTREAM_PORT" --path /v1/chat/completions "$@" >"$BENCH/floor.json" || echo '{}' >"$BENCH/floor.json"
    figure "$BENCH/floor.json" "$expression"
}

# figure FILE EXPRESSION: a value of a JSON file, nothing where it has none
figure() {
    node -e '
        const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        try { const v = eval("r" + process.argv[2]); console.log(v === undefined ? "" : typeof v === "object" ? JSON.stringify(v) : v) } catch { console.log("") }' \
        "$1" "$2"
}

usage_of() { "$TOOLS/proc.sh" "$1" >"$BENCH/usage.json" && figure "$BENCH/usage.json" ".$2"; }

median() { printf '%s\n' "$@" | sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

row() {
    if [ -z "$2" ]; then MISSED=$((MISSED + 1)); fi
    ROWS+=("| $1 | ${2:-–} | ${3:-–} | ${4:-–} |")
}

print_table() {
    printf '%s\n' '| work | measured | floor | to reach |' '|---|---:|---:|---:|' "${ROWS[@]}"
}

# write_results ARGUMENTS: a new section on top of bench/RESULTS.md
write_results() {
    local file=$root/bench/RESULTS.md title='# Results' old=''
    mkdir -p "$root/bench"
    if [ -f "$file" ]; then old=$(tail -n +2 "$file"); fi
    {
        echo "$title"
        echo
        echo "## $(date -u +%Y-%m-%d), $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo package)"
        echo
        echo "\`./hearth bench$1 --write\` on $(getconf _NPROCESSORS_ONLN) processors, $(machine_memory), $(uname -sm), Java $(java_version "$JAVA_HOME");"
        echo "load average before the end: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown). Upstream and driver share the machine;"
        echo 'the floor is the driver straight at the upstream.'
        echo
        print_table
        printf '%s\n' "$old"
    } >"$BENCH/results.md"
    mv "$BENCH/results.md" "$file"
}

machine_memory() {
    if [ -r /proc/meminfo ]; then awk '/^MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo; else echo 'unknown memory'; fi
}
