# The server restarted when its sources change, and the page by vite with hot reload in front of it.
# shellcheck shell=bash

# shellcheck source=scripts/run.sh
. "$root/scripts/run.sh"

DEV_SERVER=''
DEV_PAGE=''

dev() {
    local stamp=$root/build/dev.stamp
    [ $# -eq 0 ] || fail "$EXIT_USAGE" './hearth dev takes nothing more.'
    find_java jdk
    find_maven
    find_node
    install_page
    mkdir -p "$root/build"
    jvm_flags
    name_data_folder
    trap 'stop_dev; exit 0' INT TERM
    trap stop_dev EXIT
    touch "$stamp"
    compile && start_server
    (cd "$root/web" && HEARTH_DEV_SERVER=http://127.0.0.1:${PORT:-8080} exec node node_modules/vite/bin/vite.js dev) &
    DEV_PAGE=$!
    while kill -0 "$DEV_PAGE" 2>/dev/null; do
        sleep 1
        if [ -n "$(newer_than "$stamp" pom.xml src/main)" ]; then
            touch "$stamp"
            # what does not compile leaves the running server as it is
            if compile; then
                stop_server
                start_server
            fi
        fi
    done
}

compile() {
    say 'Compiling the server …'
    maven -f "$root/pom.xml" -Dmaven.test.skip=true prepare-package >&2
}

start_server() {
    "$JAVA_HOME/bin/java" "${FLAGS[@]}" -cp "$root/target/classes:$root/target/lib/*" app.hearth.Main &
    DEV_SERVER=$!
}

stop_server() {
    [ -n "$DEV_SERVER" ] || return 0
    kill "$DEV_SERVER" 2>/dev/null || true
    wait "$DEV_SERVER" 2>/dev/null || true
    DEV_SERVER=''
}

stop_dev() {
    stop_server
    [ -z "$DEV_PAGE" ] || kill "$DEV_PAGE" 2>/dev/null || true
}
