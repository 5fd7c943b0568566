#!/usr/bin/env bash
# The launcher among made-up JDKs and Nodes: a package on a scratch folder, whose “java” prints what it is asked for.
# shellcheck disable=SC2031 # subshells are what keeps one case from the next
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(cd "$(mktemp -d)" && pwd -P)
trap 'rm -rf "$scratch"' EXIT
failed=0
passed=0
unset JAVA_HOME HEARTH_JAVA_HOME HEARTH_DATA DATA_DIR HEARTH_CONFIG HEARTH_JAVA_OPTIONS HEARTH_AOT PORT HOST
export HOME=$scratch/home

# holds WHAT ACTUAL EXPECTED: EXPECTED may be a pattern
holds() {
    # shellcheck disable=SC2053 # a pattern is meant
    if [[ $2 == $3 ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n  expected: %s\n  got:      %s\n' "$1" "$3" "$2"
    fi
}

# fake_java HOME VERSION [runtime]: a Java that prints its arguments, a line each, and its data folder
fake_java() {
    mkdir -p "$1/bin"
    printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
    cat >"$1/bin/java" <<'JAVA'
#!/bin/sh
echo "home=$(dirname "$(dirname "$0")")"
echo "data=$HEARTH_DATA"
echo "config=$HEARTH_CONFIG"
for word; do echo "$word"; done
exit "${FAKE_EXIT:-0}"
JAVA
    chmod +x "$1/bin/java"
    if [ "${3:-}" != runtime ]; then cp "$1/bin/java" "$1/bin/javac"; fi
}

# fake_node FOLDER VERSION
fake_node() {
    mkdir -p "$1"
    printf '#!/bin/sh\necho %s\n' "$2" >"$1/node"
    printf '#!/bin/sh\n' >"$1/npm"
    chmod +x "$1/node" "$1/npm"
}

# package FOLDER: what a package holds; a checkout would be built first
package() {
    mkdir -p "$1/lib"
    cp -R "$here/hearth" "$here/scripts" "$1/"
    echo jar >"$1/hearth.jar"
}

# found VARIABLE FUNCTION ARGUMENT CANDIDATE...: what the finder chooses among the candidates only
# shellcheck disable=SC2317 # the finders call what is replaced here
found() {
    local variable=$1 finder=$2 argument=$3
    shift 3
    (
        root=$scratch/package came_from=$scratch
        # shellcheck source=scripts/lib.sh
        . "$scratch/package/scripts/lib.sh"
        candidates=("$@")
        java_homes() { printf '%s\n' "${candidates[@]}"; }
        node_bins() { java_homes; }
        "$finder" "$argument"
        echo "${!variable}"
    ) 2>&1 || echo "exit $?"
}

package "$scratch/package"
mkdir -p "$HOME"
fake_java "$scratch/jdk 25" 25.0.3
fake_java "$scratch/jdk26" 26
fake_java "$scratch/jdk21" 21.0.4
fake_java "$scratch/jre25" 25.0.1 runtime
fake_node "$scratch/node18" 18
fake_node "$scratch/node22" 22
hearth=$scratch/package/hearth

holds 'a JDK that is too old is passed over' "$(found JAVA_HOME find_java jdk "$scratch/jdk21" "$scratch/jdk 25")" "$scratch/jdk 25"
holds 'a newer JDK will do' "$(found JAVA_HOME find_java jdk "$scratch/nothing" "$scratch/jdk26")" "$scratch/jdk26"
holds 'a runtime runs' "$(found JAVA_HOME find_java runtime "$scratch/jre25" "$scratch/jdk26")" "$scratch/jre25"
holds 'a runtime does not build' "$(found JAVA_HOME find_java jdk "$scratch/jre25" "$scratch/jdk26")" "$scratch/jdk26"
holds 'no JDK is one sentence and its exit code' "$(found JAVA_HOME find_java jdk "$scratch/jdk21")" \
    $'Hearth needs a JDK 25 or newer and found none: *\nexit 5'
holds 'the sentence is one line' "$(found JAVA_HOME find_java jdk x | wc -l | tr -d ' ')" 2
holds 'a Node that is too old is passed over' "$(found PATH find_node '' "$scratch/node18/node" "$scratch/node22/node")" "$scratch/node22:*"
holds 'no Node is one sentence and its exit code' "$(found PATH find_node '' "$scratch/node18/node")" \
    $'Hearth needs Node 20 or newer with npm to build its page and found none: *\nexit 5'

holds 'JAVA_HOME is taken' "$(JAVA_HOME=$scratch/jdk26 "$hearth" version | head -n 1)" "home=$scratch/jdk26"
mkdir -p "$scratch/bin"
ln -sf "../jdk26/bin/java" "$scratch/bin/java"
holds 'a link on the PATH leads to its JDK' "$(PATH=$scratch/bin:$PATH "$hearth" version | head -n 1)" "home=$scratch/bin/../jdk26"
fake_java "$scratch/package/runtime" 25 runtime
holds 'a bundled runtime is taken' "$("$hearth" version | head -n 1)" "home=$scratch/package/runtime"

export JAVA_HOME=$scratch/jdk26 HEARTH_AOT=off
ln -sf "$hearth" "$scratch/bin/hearth"
holds 'a link to the launcher leads to its folder' "$("$scratch/bin/hearth" run | tail -n 1)" "$scratch/package/hearth.jar"
holds 'the server is told the folder as it is from where the person stands' \
    "$(cd "$scratch" && HEARTH_DATA=here/data "$hearth" run | grep ^data=)" "data=$scratch/here/data"
holds 'DATA_DIR names it too' "$(DATA_DIR=/srv/data "$hearth" run | grep ^data=)" "data=/srv/data"
holds 'HEARTH_CONFIG as well' "$(cd "$scratch" && HEARTH_CONFIG=my.toml "$hearth" run | grep ^config=)" "config=$scratch/my.toml"
holds 'options for the JVM are words' "$(HEARTH_JAVA_OPTIONS='-Xmx1g -Dx=y' "$hearth" run | grep -c -e '^-Xmx1g$' -e '^-Dx=y$')" 2
holds '--starter reaches the server' "$("$hearth" run --starter | grep starter)" '-Dhearth.starter=true'
holds 'the tools get their arguments' "$("$hearth" config explain --zh | tail -n 3 | tr '\n' ' ')" 'config explain --zh '
holds 'the server’s exit code comes through' "$(FAKE_EXIT=13 "$hearth" run >/dev/null; echo $?)" 13
holds 'an unknown command is wrong use' "$("$hearth" nothing 2>&1 >/dev/null | head -n 1; exit "${PIPESTATUS[0]}")" 'There is no command*'
holds 'with its exit code' "$("$hearth" nothing >/dev/null 2>&1; echo $?)" 2
holds 'a missing jar is one line' "$(rm "$scratch/package/hearth.jar"; "$hearth" run 2>&1; echo "exit $?")" $'*hearth.jar is missing: unpack the package again.\nexit 4'
echo jar >"$scratch/package/hearth.jar"

# data_folder TOML: where the start cache would lie
data_folder() {
    printf '%s\n' "$1" >"$scratch/package/hearth.toml"
    (
        root=$scratch/package came_from=$scratch
        # shellcheck source=scripts/lib.sh
        . "$scratch/package/scripts/lib.sh"
        name_data_folder
        echo "$DATA"
    )
    rm "$scratch/package/hearth.toml"
}
holds 'hearth.toml may name the data folder' "$(data_folder 'data = "/srv/house"')" /srv/house
holds 'in its long form too' "$(data_folder "HEARTH_DATA = '/srv/house' # here")" /srv/house
holds 'another key does not' "$(data_folder 'database_url = "/srv/house"')" "$scratch/package/data"

# cache_key: which jar, Java and flags the start cache is for
cache_key() {
    (
        root=$scratch/package came_from=$scratch JAR=$scratch/package/hearth.jar
        # shellcheck source=scripts/lib.sh
        . "$scratch/package/scripts/lib.sh"
        # shellcheck source=scripts/run.sh
        . "$scratch/package/scripts/run.sh"
        jvm_flags
        start_cache_key
    )
}
key=$(cache_key)
holds 'the start cache stays while nothing changes' "$(cache_key)" "$key"
holds 'another flag makes another one' "$([ "$(HEARTH_JAVA_OPTIONS=-Xmx1g cache_key)" != "$key" ] && echo differs)" differs
echo 'another jar' >"$scratch/package/hearth.jar"
holds 'another jar makes another one' "$([ "$(cache_key)" != "$key" ] && echo differs)" differs

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
