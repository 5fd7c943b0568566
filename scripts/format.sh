# Lays out the sources, or checks that they are.
# shellcheck shell=bash

# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"

# format write|check: Java by palantir-java-format, the page by prettier (whose check is part of the page's lint)
format() {
    find_java jdk
    format_java "$1" || return 1
    if [ "$1" = write ] && [ -f "$root/web/package.json" ]; then
        find_node
        install_page
        (cd "$root/web" && npm run --silent format >/dev/null)
    fi
}

format_java() {
    local lib=$root/build/format opens=() package
    if [ ! -d "$lib" ] || [ "$root/scripts/format/pom.xml" -nt "$lib" ]; then
        find_maven
        rm -rf "$lib"
        maven -f "$root/scripts/format/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$lib" || return 1
    fi
    for package in api code file parser tree util; do
        opens+=(--add-exports "jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED")
    done
    (cd "$root" && "$JAVA_HOME/bin/java" "${opens[@]}" --sun-misc-unsafe-memory-access=allow -cp "$lib/*" \
        scripts/format/Format.java "$1" src/main/java src/test/java)
}
