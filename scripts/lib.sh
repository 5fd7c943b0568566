# Shared by the launcher's parts: words, exit codes, and finding the tools that a checkout needs. Bash 3.2, so that macOS can run it.
# shellcheck shell=bash

HOME=${HOME:-/nonexistent} # a service may have none

EXIT_USAGE=2
EXIT_BUILD=4
EXIT_TOOL=5

JAVA_NEEDED=25
NODE_NEEDED=20

usage() {
    cat <<'HELP'
Hearth, a self-hosted home for AI chat

  ./hearth run [--starter]      start the server (builds first when sources changed); --starter also fetches
                                a small demonstration model that answers offline from then on
  ./hearth dev                  page and server with hot reload, for developers
  ./hearth build                build only
  ./hearth test [--long] [part] everything, or one of: lint server page browser model crash
  ./hearth api                  write the API's document and the page's types anew, after a route changed
  ./hearth format               lay out the Java sources and the page's
  ./hearth bench [--write] [part]  measure this checkout, or one of: api replies page; --write puts the figures into
                                bench/RESULTS.md
  ./hearth config explain [--zh]  each setting, its value and where it comes from; config doc writes docs/config.md
  ./hearth reset-password MAIL  give an account a new password
  ./hearth version              which Hearth this is
  ./hearth help                 this text

Environment: PORT (8080), HOST (0.0.0.0), HEARTH_DATA (./data), HEARTH_CONFIG (hearth.toml), JAVA_HOME, HEARTH_JAVA_OPTIONS (more
options for the JVM), HEARTH_AOT=off (no start cache). All settings: docs/config.md

Exit codes
   2  wrong use of this command         12  another instance uses the data folder
   3  the server ran out of memory      13  the data are newer than the program
   4  the build failed                  14  a setting is wrong
   5  a JDK, Node or Maven is missing   15  the secret key is not the one that sealed the data
  10  the port is in use                16  the database can't be opened or migrated
  11  the data folder can't be written  17  the disk is full
HELP
}

say() { printf '%s\n' "$*" >&2; }

# fail CODE SENTENCE
fail() {
    local code=$1
    shift
    say "$*"
    exit "$code"
}

# how_to_get WHAT: how a person gets it on this system, as the end of a sentence
how_to_get() {
    local what=$1
    if [ "$(uname -s)" = Darwin ]; then
        case $what in
            java) echo 'brew install --cask temurin@25' ;;
            node) echo 'brew install node' ;;
            maven) echo 'brew install maven' ;;
        esac
    elif command -v apt-get >/dev/null; then
        case $what in
            java) if apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then echo 'sudo apt-get install openjdk-25-jdk-headless'; else
                echo 'unpack a JDK 25 (Eclipse Temurin, for example) below /opt, or set JAVA_HOME'; fi ;;
            node) echo 'sudo apt-get install nodejs npm (where that is older than 20: unpack Node 20 or newer and put its bin on the PATH)' ;;
            maven) echo 'sudo apt-get install maven' ;;
        esac
    elif command -v dnf >/dev/null; then
        case $what in
            java) echo 'sudo dnf install java-25-openjdk-devel' ;;
            node) echo 'sudo dnf install nodejs npm' ;;
            maven) echo 'sudo dnf install maven' ;;
        esac
    else
        case $what in
            java) echo 'unpack a JDK 25 below /opt, or set JAVA_HOME' ;;
            node) echo 'unpack Node 20 or newer and put its bin on the PATH' ;;
            maven) echo 'unpack Maven 3.8 or newer and put its bin on the PATH' ;;
        esac
    fi
}

# java_version HOME: the major version of the Java there, nothing when there is none. Reads its release file: a JVM takes 60 ms to ask.
java_version() {
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# good_java HOME KIND: whether there is a Java new enough; KIND jdk asks for a compiler too
good_java() {
    local version
    version=$(java_version "$1")
    [ -n "$version" ] && [ "$version" -ge "$JAVA_NEEDED" ] || return 1
    [ "$2" = runtime ] || [ -x "$1/bin/javac" ]
}

# real_java_home COMMAND: the folder above bin/ of a command on the PATH, links followed
real_java_home() {
    local file link
    file=$(command -v "$1") || return 0
    while [ -L "$file" ]; do
        link=$(readlink "$file")
        case $link in /*) file=$link ;; *) file=$(dirname "$file")/$link ;; esac
    done
    dirname "$(dirname "$file")"
}

# java_homes: where a Java may lie, the person's choice first
java_homes() {
    printf '%s\n' "${HEARTH_JAVA_HOME:-}" "${JAVA_HOME:-}" "$root/runtime" "$(real_java_home java)" \
        /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec
}

# find_java runtime|jdk: sets and exports JAVA_HOME, or ends with one sentence
find_java() {
    local kind=$1 home
    while IFS= read -r home; do
        if [ -n "$home" ] && good_java "$home" "$kind"; then
            export JAVA_HOME=$home
            return
        fi
    done < <(java_homes)
    fail "$EXIT_TOOL" "Hearth needs a JDK $JAVA_NEEDED or newer and found none: $(how_to_get java)"
}

node_bins() {
    printf '%s\n' "$(command -v node || true)" /usr/local/bin/node /opt/homebrew/bin/node /opt/node*/bin/node \
        "$HOME"/.nvm/versions/node/*/bin/node
}

find_node() {
    local bin version
    while IFS= read -r bin; do
        [ -x "$bin" ] || continue
        version=$("$bin" -p 'process.versions.node.split(".")[0]' 2>/dev/null </dev/null) || continue
        if [ "$version" -ge "$NODE_NEEDED" ] && [ -x "$(dirname "$bin")/npm" ]; then
            PATH=$(dirname "$bin"):$PATH
            export PATH
            return
        fi
    done < <(node_bins)
    fail "$EXIT_TOOL" "Hearth needs Node $NODE_NEEDED or newer with npm to build its page and found none: $(how_to_get node)"
}

find_maven() {
    local bin
    for bin in "$(command -v mvn || true)" /opt/*maven*/bin/mvn "$HOME"/.sdkman/candidates/maven/current/bin/mvn /opt/homebrew/bin/mvn; do
        if [ -n "$bin" ] && [ -x "$bin" ]; then
            MVN=$bin
            return
        fi
    done
    fail "$EXIT_TOOL" "Hearth needs Maven 3.8 or newer to build its server and found none: $(how_to_get maven)"
}

# Maven, quiet, with the JDK that was found
maven() {
    MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" "$MVN" -q -B --color never "$@"
}

# name_data_folder: sets DATA to where the server keeps its data, for the start cache lies there too. A relative name is meant from where
# the person stands; hearth.toml may name it as well.
name_data_folder() {
    local named=${HEARTH_DATA:-${DATA_DIR:-}} file=$root/hearth.toml
    if [ -n "${HEARTH_CONFIG:-}" ]; then
        file=$(from_where_you_stand "$HEARTH_CONFIG")
        export HEARTH_CONFIG=$file
    fi
    if [ -n "$named" ]; then
        DATA=$(from_where_you_stand "$named")
        export HEARTH_DATA=$DATA
        return
    fi
    if [ -r "$file" ]; then
        named=$(sed -nE "s/^[[:space:]]*(hearth_|HEARTH_)?(data|DATA|data_dir|DATA_DIR)[[:space:]]*=[[:space:]]*[\"']([^\"']*)[\"'].*/\\3/p" "$file" | head -n 1)
    fi
    case $named in
        /*) DATA=$named ;;
        *) DATA=$root/${named:-data} ;;
    esac
}

from_where_you_stand() { case $1 in /*) echo "$1" ;; *) echo "$came_from/$1" ;; esac }

# sha256 FILE
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }
