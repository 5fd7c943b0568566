# Runs the checks and tests of every part and closes with one line that counts them all.
# shellcheck shell=bash

# shellcheck source=scripts/format.sh
. "$root/scripts/format.sh"
# shellcheck source=scripts/fetch.sh
. "$root/scripts/fetch.sh"

PASSED=0
FAILED=0
SKIPPED=0
LOGS=build/test

run_tests() {
    local part=all
    while [ $# -gt 0 ]; do
        case $1 in
            --long) export HEARTH_TEST_LONG=true ;;
            lint | server | page | browser | model | crash) part=$1 ;;
            *) fail "$EXIT_USAGE" "./hearth test takes --long and one of: lint server page browser model crash." ;;
        esac
        shift
    done
    mkdir -p "$LOGS"
    find_java jdk
    find_maven
    if has_page; then
        find_node
        install_page
    fi
    case $part in
        all)
            test_lint
            test_server ''
            test_page
            test_browser
            ;;
        lint) test_lint ;;
        page) test_page ;;
        browser) test_browser ;;
        server) test_server '' ;;
        model) test_server model ;;
        crash) test_server crash ;;
    esac
    say ''
    echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"
    [ "$FAILED" -eq 0 ] && [ "$PASSED" -gt 0 ]
}

has_page() { [ -f "$root/web/package.json" ]; }
has_script() { has_page && node -e 'process.exit(require("./web/package.json").scripts[process.argv[1]] ? 0 : 1)' "$1"; }

# check NAME COMMAND...: one check that passes or fails as a whole; what it prints is shown only when it fails
check() {
    local name=$1 log="$LOGS/$1.log" began=$SECONDS
    shift
    if "$@" >"$log" 2>&1; then
        PASSED=$((PASSED + 1))
        say "✓ $name ($((SECONDS - began)) s)"
    else
        FAILED=$((FAILED + 1))
        say "✗ $name ($((SECONDS - began)) s): $log"
        tail -n 60 "$log" >&2
    fi
}

in_page() { (cd "$root/web" && "$@"); }

test_lint() {
    check format-java format_java check
    if fetch_tool shellcheck shellcheck; then
        check shell shellcheck hearth .ci/run scripts/*.sh
    else
        SKIPPED=$((SKIPPED + 1))
    fi
    check launcher bash scripts/launcher-test.sh
    if has_page; then
        check page-lint in_page npm run --silent lint
        check page-types in_page npm run --silent check
    fi
}

# count NAME STATUS LOG PASSED FAILED SKIPPED: adds a runner's figures; one that broke off without a failing test counts as a failure
count() {
    local name=$1 status=$2 log=$3 passed=$4 failed=$5 skipped=$6
    if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
    SKIPPED=$((SKIPPED + skipped))
    if [ "$failed" -gt 0 ]; then
        say "✗ $name: $passed passed, $failed failed, $skipped skipped: $log"
        tail -n 80 "$log" >&2
    else
        say "✓ $name: $passed passed, $skipped skipped"
    fi
}

# test_server TAG: the server's tests, or those with one tag
test_server() {
    local name=server log status=0 figures arguments=()
    if [ -n "$1" ]; then
        name=$1
        arguments+=("-Dgroups=$1")
    fi
    log=$LOGS/$name.log
    fetch_model || SKIPPED=$((SKIPPED + 1))
    fetch_sdk || SKIPPED=$((SKIPPED + 1))
    PATH=$PATH:/usr/sbin fetch_tool nginx nginx || SKIPPED=$((SKIPPED + 1))
    # the tests of the starter model run the real pip on what was fetched
    export PIP_NO_INDEX=1 PIP_FIND_LINKS=$root/build/llm
    rm -rf target/surefire-reports
    say "Running the $name tests …"
    maven -f "$root/pom.xml" ${arguments[@]+"${arguments[@]}"} test >"$log" 2>&1 || status=$?
    figures=$(surefire_figures)
    # shellcheck disable=SC2086 # three numbers
    count "$name" "$status" "$log" $figures
}

# surefire_figures: passed, failed and skipped tests of the last run's reports
surefire_figures() {
    { cat target/surefire-reports/TEST-*.xml 2>/dev/null || true; } | awk '
        /<testsuite / {
            for (i = 1; i <= NF; i++) {
                n = $i; gsub(/[^0-9]/, "", n)
                if ($i ~ /^tests=/) tests += n
                if ($i ~ /^(errors|failures)=/) failed += n
                if ($i ~ /^skipped=/) skipped += n
            }
        }
        END { print tests - failed - skipped + 0, failed + 0, skipped + 0 }'
}

test_page() {
    has_script test || return 0
    local log=$LOGS/page.log report=$root/$LOGS/page.json status=0 figures
    rm -f "$report"
    say 'Running the page’s tests …'
    in_page npm run --silent test -- --passWithNoTests --reporter=default --reporter=json "--outputFile.json=$report" >"$log" 2>&1 || status=$?
    figures=$(node -e 'try { const r = require(process.argv[1]); console.log(r.numPassedTests, r.numFailedTests, r.numPendingTests) }
        catch { console.log(0, 0, 0) }' "$report")
    # shellcheck disable=SC2086 # three numbers
    count page "$status" "$log" $figures
}

# test_browser: the whole house in Chromium, as web/'s script e2e does it against the jar
test_browser() {
    has_script e2e || return 0
    local log=$LOGS/browser.log report=$root/$LOGS/browser.json status=0 figures
    if ! fetch_browser; then
        SKIPPED=$((SKIPPED + 1))
        return 0
    fi
    fetch_model || SKIPPED=$((SKIPPED + 1))
    build_when_needed
    rm -f "$report"
    say 'Running the browser tests …'
    (
        export PLAYWRIGHT_JSON_OUTPUT_NAME=$report HEARTH_JAR=$root/target/hearth.jar HEARTH_SHOTS=$root/$LOGS/shots
        in_page npm run --silent e2e -- --reporter=list,json
    ) >"$log" 2>&1 || status=$?
    figures=$(node -e 'try { const s = require(process.argv[1]).stats; console.log(s.expected + s.flaky, s.unexpected, s.skipped) }
        catch { console.log(0, 0, 0) }' "$report")
    # shellcheck disable=SC2086 # three numbers
    count browser "$status" "$log" $figures
}
