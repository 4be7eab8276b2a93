#!/usr/bin/env bash
# The door to the build program (build/): setup | build | lint | test | bench | demo | package.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"

if ! command -v dotnet >/dev/null 2>&1; then
    for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
        if [ -n "$place" ] && [ -x "$place/dotnet" ]; then
            export DOTNET_ROOT="$place" PATH="$place:$PATH"
            break
        fi
    done
fi
if ! command -v dotnet >/dev/null 2>&1; then
    cat >&2 <<'TEXT'
The .NET SDK 10 is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0 or with Microsoft's script:
  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0
then run this command again.
TEXT
    exit 2
fi

# Without the ICU libraries, which small systems lack, the SDK does not start unless it is told to do without; what is built here always does.
if [ "$(uname -s)" = Linux ]; then
    case "$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)" in
        *libicuuc*) ;;
        *) export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 ;;
    esac
fi

# Off Linux the engine runs over the TorchSharp package, which brings its own libtorch.
[ "$(uname -s)" = Linux ] || export TorchProvider="${TorchProvider:-nuget}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
exec dotnet run --project build/FijiBridge.Build.csproj --verbosity quiet -- "$@"
