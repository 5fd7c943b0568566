# Builds the server and the page into target/hearth.jar with its libraries in target/lib.
# shellcheck shell=bash

# needs_build: a source is newer than the jar. A folder without sources is a finished package.
needs_build() {
    [ -f "$root/pom.xml" ] || return 1
    [ -f "$root/target/hearth.jar" ] || return 0
    [ -n "$(newer_than "$root/target/hearth.jar" pom.xml src/main web)" ]
}

# newer_than FILE PATH...: one source that changed after FILE was written, or nothing
newer_than() {
    local file=$1 path
    shift
    for path in "$@"; do
        [ -e "$root/$path" ] || continue
        find "$root/$path" \( -name node_modules -o -name build -o -name .svelte-kit -o -name test-results -o -name e2e \) -prune \
            -o -newer "$file" -type f -print -quit
    done
}

build_when_needed() {
    if needs_build; then build; fi
}

build() {
    find_java jdk
    find_maven
    build_page
    say 'Building the server …'
    rm -rf "$root/target/classes/static" # the page's old assets have other names
    maven -f "$root/pom.xml" -Dmaven.test.skip=true package || fail "$EXIT_BUILD" 'The server could not be built; the reason stands above.'
    touch "$root/target/hearth.jar" # an unchanged jar counts as built too
}

build_page() {
    [ -f "$root/web/package.json" ] || return 0
    find_node
    install_page
    if [ -f "$root/web/build/index.html" ] && [ -z "$(newer_than "$root/web/build/index.html" web)" ]; then return; fi
    say 'Building the page …'
    local log=$root/build/page.log # hundreds of lines about what it made, of interest when it fails
    mkdir -p "$root/build"
    if ! (cd "$root/web" && npm run --silent build) >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        fail "$EXIT_BUILD" 'The page could not be built; the reason stands above.'
    fi
    touch "$root/web/build/index.html"
}

# install_page: the page's packages as its lock file names them, when that changed since the last time
install_page() {
    local stamp=$root/web/node_modules/.installed
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(sha256 "$root/web/package-lock.json")" ]; then return; fi
    say 'Fetching the page’s packages (npm ci) …'
    (cd "$root/web" && npm ci --no-audit --no-fund --loglevel=error) >&2 \
        || fail "$EXIT_BUILD" 'The page’s packages could not be fetched; the reason stands above.'
    sha256 "$root/web/package-lock.json" >"$stamp"
}

# write_api: web/openapi.json from the route table, and the page's types from it
write_api() {
    find_java jdk
    find_maven
    find_node
    install_page
    say 'Writing the API’s document and the page’s types …'
    HEARTH_WRITE=true maven -f "$root/pom.xml" -Dtest=OpenApiDocumentTest test >&2 \
        || fail "$EXIT_BUILD" 'The API’s document could not be made; the reason stands above.'
    (cd "$root/web" && npm run --silent types) >&2
}
