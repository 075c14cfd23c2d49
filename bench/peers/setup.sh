#!/usr/bin/env bash
# Makes .venv/ at the repository's root with the peers of the race, from PyPI. PEERS_PYTHON names another interpreter.
#
#   bench/peers/setup.sh
#
# What cannot be installed does not stop the rest; .venv/peers.json says what is there, and why something is not.
set -uo pipefail
cd "$(dirname "$0")/../.."
python="${PEERS_PYTHON:-python3}"
here=bench/peers
"$python" -m venv .venv || exit 1
pip=(.venv/bin/python -m pip install --quiet --disable-pip-version-check)
report=.venv/peers.tsv
: > "$report"

# install NAME VERSION [CONSTRAINT]: notes a line "name<tab>version<tab>reason".
install() {
  local log=.venv/install.log reason=""
  if ! timeout 900 "${pip[@]}" ${3:+--constraint "$3"} "$1==$2" > "$log" 2>&1; then
    # The first line that names an error says more than pip's last one.
    reason=$(grep -m1 -E 'only a placeholder|Could not find|conflicting|No matching|[A-Za-z]+Error:' "$log" || tail -n 1 "$log")
    reason=${reason//[$'\t"\\']/ }
    [ -n "$reason" ] || reason="took longer than 900 seconds"
    echo "$1 $2: not installed: $reason" >&2
  else
    echo "$1 $2"
  fi
  printf '%s\t%s\t%s\n' "$1" "$2" "$reason" >> "$report"
}

while IFS='=' read -r name _ version; do
  case "$name" in "" | \#*) continue ;; esac
  install "$name" "$version" $here/requirements.txt
done < $here/requirements.txt
# An optional peer must not change the versions of the others.
while IFS='=' read -r name _ version; do
  case "$name" in "" | \#*) continue ;; esac
  install "$name" "$version" $here/requirements.txt
done < $here/requirements-optional.txt

# SPDL needs FFmpeg's libraries under their plain names. Where the system has none, those that the package av brings do:
# its files, linked under the names that the loader looks for.
libraries=$(.venv/bin/python -c 'import pathlib, av; print(pathlib.Path(av.__file__).parent.parent / "av.libs")' 2> /dev/null)
if [ -d "$libraries" ]; then
  mkdir -p .venv/ffmpeg
  for file in "$libraries"/*.so*; do
    ln -sf "$file" ".venv/ffmpeg/$(basename "$file")"
  done
  for file in "$libraries"/lib{av,sw}*.so*; do
    ln -sf "$file" ".venv/ffmpeg/$(basename "$file" | sed -E 's/-[0-9a-f]{8}//; s/(\.so\.[0-9]+).*/\1/')"
  done
fi

.venv/bin/python - "$report" > .venv/peers.json <<'PYTHON'
import json, platform, sys

peers = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
print(json.dumps({
    "python": platform.python_version(),
    "installed": {name: version for name, version, reason in peers if not reason},
    "missing": {f"{name} {version}": reason for name, version, reason in peers if reason},
}, indent=2))
PYTHON
cat .venv/peers.json
