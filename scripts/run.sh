# Starts the server, and the server's small tools.
# shellcheck shell=bash

# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"

# find_jar: sets JAR, building it first in a checkout
find_jar() {
    JAR=$root/target/hearth.jar
    [ -f "$root/pom.xml" ] || JAR=$root/hearth.jar
    build_when_needed
    [ -f "$JAR" ] || fail "$EXIT_BUILD" "$JAR is missing: unpack the package again."
    find_java runtime
}

# The heap is small on purpose: the whole house lives in 2 GiB, and what was freed, by native code or by a
# quiet house's own collection, goes back to the system. The parallelism lets
# virtual threads wait in native code without stopping others. Without memory the process ends with exit code 3 and says why.
# Jdbi would start the flight recorder, and have an event made for each statement; HEARTH_JAVA_OPTIONS=-Djfr.unsupported.vm=false lets it.
jvm_flags() {
    export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
    FLAGS=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms32m -Xmx384m -XX:NewSize=16m
        -XX:MaxHeapFreeRatio=50 -XX:-ShrinkHeapInSteps
        -XX:TrimNativeHeapInterval=30000 -XX:+ExitOnOutOfMemoryError
        '-XX:OnOutOfMemoryError=echo Hearth ran out of memory and ends. Give it more by HEARTH_JAVA_OPTIONS=-Xmx768m, for example. >&2'
        -Djdk.virtualThreadScheduler.parallelism=8 -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
        -Djfr.unsupported.vm=true
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
    if [ -n "${HEARTH_JAVA_OPTIONS:-}" ]; then
        # shellcheck disable=SC2206 # options are words
        FLAGS+=($HEARTH_JAVA_OPTIONS)
    fi
}

run() {
    local starter=''
    while [ $# -gt 0 ]; do
        case $1 in
            --starter) starter=yes ;;
            *) fail "$EXIT_USAGE" "./hearth run does not know “$1”; it takes --starter." ;;
        esac
        shift
    done
    find_jar
    jvm_flags
    name_data_folder
    start_cache
    if [ -n "$starter" ]; then FLAGS+=(-Dhearth.starter=true); fi
    umask 077 # what people write here is theirs
    exec "$JAVA_HOME/bin/java" "${FLAGS[@]}" -jar "$JAR"
}

# tool COMMAND ARGUMENT...: what the server's program does besides serving
tool() {
    find_jar
    jvm_flags
    name_data_folder
    exec "$JAVA_HOME/bin/java" "${FLAGS[@]}" -jar "$JAR" "$@"
}

# start_cache: adds the ahead-of-time cache (JEP 514) to FLAGS, or has one made in the background for the next start. It is valid for
# this jar, this Java, these flags on this machine only, which is what its name says; the JVM checks that again and ignores a wrong one.
start_cache() {
    [ "${HEARTH_AOT:-on}" != off ] || return 0
    local folder=$DATA/cache key cache
    key=$(start_cache_key)
    cache=$folder/start-$key.aot
    if [ -f "$cache" ]; then
        FLAGS+=("-XX:AOTCache=$cache" -Xlog:aot=off -Xlog:cds=off -Xlog:aot+heap=off)
        return
    fi
    (umask 077; make_start_cache "$$" "$folder" "$cache") </dev/null >/dev/null 2>&1 &
}

start_cache_key() {
    { ls -ln "$JAR" "$(dirname "$JAR")/lib"; echo "$JAVA_HOME"; cat "$JAVA_HOME/release"; echo "${FLAGS[*]}"; uname -rm; } 2>/dev/null | cksum | tr ' ' '-'
}

# make_start_cache SERVER FOLDER CACHE: a short training run of the whole server on a scratch data folder while the real one (process SERVER)
# is up and the machine has memory to spare. It ends when the server does.
make_start_cache() {
    local server=$1 folder=$2 cache=$3 scratch training waited=0
    while [ $waited -lt 20 ]; do # first the person's own start, then ours
        sleep 1
        kill -0 "$server" || return 0
        waited=$((waited + 1))
    done
    if [ ! -w "$DATA" ] || ! memory_to_spare; then return 0; fi
    mkdir -p "$folder"
    rm -f "$folder"/start-*.aot
    scratch=$(mktemp -d "$folder/training.XXXXXX")
    train "$scratch" "$cache.part" &
    training=$!
    while kill -0 "$training" && kill -0 "$server"; do sleep 1; done
    if kill -0 "$training"; then
        pkill -P "$training" || true
        kill "$training"
    fi
    if wait "$training" && [ -s "$cache.part" ]; then mv "$cache.part" "$cache"; fi
    rm -rf "$scratch" "$cache.part" "$cache.part.config"
}

# train SCRATCH CACHE: with hearth.train the server starts fully, asks itself a few pages and chats, and ends. The person's settings stay out of it.
train() {
    nice -n 19 env -i PATH="$PATH" HOME="$HOME" LANG="${LANG:-C.UTF-8}" HEARTH_DATA="$1" HOST=127.0.0.1 PORT=0 HEARTH_OFFLINE=true \
        "$JAVA_HOME/bin/java" "${FLAGS[@]}" -Dhearth.train=true "-XX:AOTCacheOutput=$2" -jar "$JAR"
}

# memory_to_spare: making the cache takes about 600 MB for some seconds. Where nothing tells, there is enough.
memory_to_spare() {
    local free limit used
    [ -r /proc/meminfo ] || return 0
    free=$(awk '/^MemAvailable/ {print int($2 / 1024)}' /proc/meminfo)
    if [ -r /sys/fs/cgroup/memory.max ] && [ -r /sys/fs/cgroup/memory.current ]; then
        limit=$(cat /sys/fs/cgroup/memory.max)
        used=$(cat /sys/fs/cgroup/memory.current)
        if [ "$limit" != max ] && [ $(((limit - used) / 1048576)) -lt "$free" ]; then free=$(((limit - used) / 1048576)); fi
    fi
    [ "$free" -ge 800 ]
}
