# Measures this checkout with the load tools (a Go folder of its own, wrapped here): a fake upstream that stamps its tokens, a house on
# scratch data in front of it, a driver that speaks Open WebUI's API, our own (bench/driver) that speaks the page's, and Chromium with the
# page itself (web/bench). All on loopback, all sharing this machine. What there is to reach stands in bench/goals.tsv.
# shellcheck shell=bash

# shellcheck source=scripts/run.sh
. "$root/scripts/run.sh"
# shellcheck source=scripts/fetch.sh
. "$root/scripts/fetch.sh"

BENCH=''     # scratch folder
HOUSE=''     # process of the house
UPSTREAM=''  # process of the fake upstream
HOUSE_PORT=''
UPSTREAM_PORT=''
ROWS=()      # work | figure | floor | peer | to reach
LOAD=''
MISSED=0

bench() {
    local write='' quick='' part=all
    while [ $# -gt 0 ]; do
        case $1 in
            --write) write=yes ;;
            --quick) quick=yes ;;
            api | replies | page) part=$1 ;;
            *) fail "$EXIT_USAGE" './hearth bench takes --write (puts the figures into bench/RESULTS.md), --quick (fewer and shorter runs) and one of: api replies page.' ;;
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
    LOAD=$(load_average)
    row 'install on disk: jar, libraries and a jlinked runtime (MB)' "$(install_size)"
    case $part in all | api) measure_api "$quick" ;; esac
    case $part in all | replies) measure_replies "$quick" ;; esac
    case $part in all | page) measure_page ;; esac
    print_table
    if [ -n "$write" ]; then write_results "${part#all}" "$quick"; fi
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
            (cd "$root/bench/driver" && GOFLAGS=-mod=mod GOPROXY=off go build -o "$root/build/bench/" .) || fail "$EXIT_BUILD" 'The driver could not be built.'
            return
        fi
    done
    fail "$EXIT_TOOL" 'The load tools were not found: name their folder in HEARTH_BENCH_TOOLS.'
}

load_average() { cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown; }
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'; }
now_ms() { node -p 'Date.now()'; }

start_upstream() {
    stop_process "$UPSTREAM"
    "$root/build/bench/upstream" --port "$UPSTREAM_PORT" "$@" >/dev/null 2>"$BENCH/upstream.log" &
    UPSTREAM=$!
    await_answer "$UPSTREAM" "http://127.0.0.1:$UPSTREAM_PORT/v1/models"
}

# start_house [FLAG...]: starts it and prints the milliseconds to its first 200 on /health into STARTED_MS. The clock reads every few milliseconds.
start_house() {
    env -u HEARTH_CONFIG HEARTH_DATA="$DATA" HOST=127.0.0.1 PORT="$HOUSE_PORT" HEARTH_ADMIN_EMAIL=bench@example.org HEARTH_ADMIN_PASSWORD=bench-Passw0rd \
        OPENAI_API_BASE_URL="http://127.0.0.1:$UPSTREAM_PORT/v1" OPENAI_API_KEY=bench ENABLE_TITLE_GENERATION=false \
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

measure_api() {
    local quick=$1 starts=5 streams
    [ -z "$quick" ] || starts=3
    start_upstream
    measure_starts "$starts"
    row 'memory when up (RSS, MiB)' "$(usage_of "$HOUSE" rss_mib)"
    driver 'GET /api/models, 32 at once, the first 20,000 (/s)' '' '.per_s' get --path /api/models --c 32 --n 20000
    warm_up
    driver 'GET /health, 32 at once (/s)' '' '.per_s' get --path /health --token none --c 32 --n 40000
    driver 'GET /api/models, 32 at once (/s)' '' '.per_s' get --path /api/models --c 32 --n 40000
    driver 'sign-in, one at a time (ms)' '' '.latency.p50_ms' signin --c 1 --n 10
    for streams in 1 50 200 1000; do
        [ -z "$quick" ] || [ "$streams" -le 200 ] || continue
        chats "$streams"
    done
    start_upstream --interval 0
    driver 'full speed, 50 streams (tokens/s)' "$(floor '.tokens_per_s' --streams 50 --chats 200 --tokens 200)" '.tokens_per_s' \
        chat --streams 50 --chats 200 --tokens 200
    row 'memory after all that (RSS, MiB)' "$(usage_of "$HOUSE" rss_mib)"
    sleep 15 # a house that has gone quiet gives its heap back
    row 'memory 15 s after that (RSS, MiB)' "$(usage_of "$HOUSE" rss_mib)"
    stop_process "$HOUSE"
}

# measure_replies QUICK: the page's own API, each part on a house that has just started
measure_replies() {
    local quick=$1 chats=1000 hold=60s
    if [ -n "$quick" ]; then chats=400 hold=20s; fi
    start_upstream
    start_house
    say "The page's path …"
    own_driver replies --streams 200 --chats 600 >/dev/null # the first tokens pay for the compiler
    own_driver replies --streams 200 --chats "$chats"
    own_row "the page's path, 200 replies: CPU-s per 1,000 tokens" .server_cpu_s_per_1000_tokens
    own_row "the page's path, 200 replies: tokens/s" .tokens_per_s
    own_row "the page's path, 200 replies: first token p50 (ms)" .first.p50_ms
    own_row "the page's path, 200 replies: added a token p50 / p99 (ms)" '.added_per_token.p50_ms + " / " + r.added_per_token.p99_ms'
    own_row "the page's path, 200 replies: replies that failed" .failed
    stop_process "$HOUSE"
    start_upstream --interval 1h
    start_house
    say 'Silence …'
    own_driver silent --streams 1000 --hold "$hold"
    own_row '1,000 event streams on a silent upstream: memory (RSS, MiB)' .rss_mib
    own_row '1,000 event streams on a silent upstream: memory before them (RSS, MiB)' .rss_before_mib
    own_row '1,000 event streams on a silent upstream: of a processor (%)' .cpu_percent
    own_row '1,000 event streams on a silent upstream: streams that failed' .failed
    stop_process "$HOUSE"
    start_house
    say 'Storing chats …'
    own_driver store --messages 1000
    own_row 'store a chat of 1,000 messages (s)' .p50_s
    stop_process "$HOUSE"
}

# own_driver VERB FLAG...: one run of our own driver
own_driver() {
    local verb=$1
    shift
    if ! "$root/build/bench/driver" "$verb" --base "http://127.0.0.1:$HOUSE_PORT" --probe "$TOOLS/proc.sh $HOUSE" "$@" >"$BENCH/own.json" 2>"$BENCH/own.err"; then
        say "  $(head -n 1 "$BENCH/own.err")"
        echo '{}' >"$BENCH/own.json"
    fi
}

own_row() { row "$1" "$(figure "$BENCH/own.json" "$2")"; }

# measure_page: the page in Chromium, where there is one; its script writes rows of work and figure
measure_page() {
    local work value
    if ! fetch_browser; then return 0; fi
    install_page
    start_upstream --interval 10ms --tokens 5000
    say 'The page in Chromium (some minutes) …'
    : >"$BENCH/rows"
    if ! (
        export HEARTH_JAR=$JAR HEARTH_BENCH_ROWS=$BENCH/rows HEARTH_BENCH_UPSTREAM=http://127.0.0.1:$UPSTREAM_PORT
        cd "$root/web" && npm run --silent bench
    ) >"$BENCH/page.log" 2>&1; then
        MISSED=$((MISSED + 1))
        tail -n 30 "$BENCH/page.log" >&2
    fi
    while IFS=$'\t' read -r work value; do row "$work" "$value"; done <"$BENCH/rows"
}

# install_size: what the program takes on this disk with a runtime of its own: all of Java SE, and what is asked for by name only (TLS
# curves, Chinese dates, the file system of jars)
install_size() {
    local lib runtime=$BENCH/runtime
    lib=$(dirname "$JAR")/lib
    "$JAVA_HOME/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.crypto.ec,jdk.localedata,jdk.net,jdk.zipfs --strip-debug --no-man-pages \
        --no-header-files --output "$runtime" >"$BENCH/jlink.log" 2>&1 || return 0
    du -sk "$runtime" "$JAR" "$lib" | awk '{k += $1} END {printf "%.0f\n", k / 1024}'
    rm -rf "$runtime"
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

# warm_up: the first seconds of a house go to the compiler, and are a row of their own; the rows that the goals call warm come after them
warm_up() {
    say 'Warming up …'
    "$root/build/bench/load" get --base "http://127.0.0.1:$HOUSE_PORT" --path /api/models --c 32 --n 100000 >/dev/null
    "$root/build/bench/load" chat --base "http://127.0.0.1:$HOUSE_PORT" --streams 8 --chats 200 --tokens 20 >/dev/null
}

# chats STREAMS: paced streams, one token every 20 ms
chats() {
    local streams=$1 count=$(($1 * 2)) name="$1 streams"
    if [ "$streams" = 1 ]; then count=10 name='1 stream'; fi
    floor .ttft.p50_ms --streams "$streams" --chats "$count" --tokens 200 >"$BENCH/floor"
    driver "$name: first token p50 (ms)" "$(cat "$BENCH/floor")" '.ttft.p50_ms' \
        chat --streams "$streams" --chats "$count" --tokens 200 --probe "$TOOLS/proc.sh $HOUSE"
    more "$name: tokens/s" "$(figure "$BENCH/floor.json" .tokens_per_s)" .tokens_per_s
    more "$name: added a token p50 / p99 (ms)" '' '.added_per_token.p50_ms + " / " + r.added_per_token.p99_ms'
    more "$name: CPU-s per 1,000 tokens" '' .server_cpu_s_per_1000_tokens
    more "$name: chats that failed" '' .failed
}

# driver WORK FLOOR FIGURE VERB FLAG...: one run of the load tools' driver against the house, and its first row
driver() {
    local work=$1 floor=$2 expression=$3 verb=$4
    shift 4
    say "$work …"
    if ! "$root/build/bench/load" "$verb" --base "http://127.0.0.1:$HOUSE_PORT" "$@" >"$BENCH/load.json" 2>"$BENCH/load.err"; then
        say "  $(head -n 1 "$BENCH/load.err")"
        echo '{}' >"$BENCH/load.json"
    elif [ "$verb" != chat ] && [ "$(figure "$BENCH/load.json" .failed)" != 0 ]; then
        say "  $(figure "$BENCH/load.json" .causes)"
        echo '{}' >"$BENCH/load.json"
    fi
    row "$work" "$(figure "$BENCH/load.json" "$expression")" "$floor"
}

# more WORK FLOOR FIGURE: a further row of the last run
more() { row "$1" "$(figure "$BENCH/load.json" "$3")" "$2"; }

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

# row WORK FIGURE [FLOOR]
row() {
    local peer reach
    if [ -z "$2" ]; then MISSED=$((MISSED + 1)); fi
    IFS='|' read -r peer reach < <(awk -F'\t' -v work="$1" '$1 == work {print $2 "|" $3}' "$root/bench/goals.tsv"; echo '|')
    ROWS+=("| $1 | ${2:-–} | ${3:-–} | ${peer:-–} | ${reach:-–} |")
}

print_table() {
    printf '%s\n' '| work | measured | floor | peer | to reach |' '|---|---:|---:|---:|---:|' "${ROWS[@]}"
}

# write_results PART QUICK: a new section on top of bench/RESULTS.md
write_results() {
    local file=$root/bench/RESULTS.md title='# Results' old=''
    mkdir -p "$root/bench"
    if [ -f "$file" ]; then old=$(tail -n +2 "$file"); fi
    {
        echo "$title"
        echo
        echo "## $(date -u +%Y-%m-%d), $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo package)"
        echo
        echo "\`./hearth bench${1:+ $1}${2:+ --quick} --write\` on $(getconf _NPROCESSORS_ONLN) processors, $(machine_memory), $(uname -sm), Java $(java_version "$JAVA_HOME");"
        echo "load average at the beginning: $LOAD, at the end: $(load_average). Upstream, driver and browser share the machine;"
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
