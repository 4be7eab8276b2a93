#!/bin/sh
# Builds libFijiBridge.Torch.so with g++ alone, against the torch package of a Python environment (CPU or CUDA wheel)
# or an unpacked libtorch zip. No CUDA toolkit, no cmake and no network are needed.
#   build-native.sh TORCH_DIR [OUTPUT.so]
# TORCH_DIR holds include/ and lib/, e.g. /opt/torch/.venv/lib/python3.12/site-packages/torch
set -eu

here=$(cd "$(dirname "$0")" && pwd)
if [ $# -lt 1 ] || [ ! -f "$1/include/torch/version.h" ] && [ ! -f "$1/include/torch/csrc/api/include/torch/version.h" ]; then
    echo "usage: build-native.sh TORCH_DIR [OUTPUT.so]" >&2
    echo "TORCH_DIR is the folder with include/ and lib/: python3 -c 'import torch, os; print(os.path.dirname(torch.__file__))'" >&2
    exit 2
fi
torch=$(cd "$1" && pwd)
out=${2:-$here/libFijiBridge.Torch.so}
cxx=${CXX:-g++}

version=$(sed -n 's/^#define TORCH_VERSION_\(MAJOR\|MINOR\) \([0-9]*\).*/\2/p' \
    "$torch/include/torch/csrc/api/include/torch/version.h" "$torch/include/torch/version.h" \
    "$torch/include/torch/headeronly/version.h" 2>/dev/null | head -2 | tr '\n' ' ')
set -- $version
major=${1:-2}
minor=${2:-0}
std=c++17
if [ "$major" -gt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -ge 13 ]; }; then std=c++20; fi

# libtorch_cuda registers the CUDA kernels by being loaded: it must stay linked although no symbol of it is used.
libs="-ltorch -ltorch_cpu -lc10"
for lib in torch_cuda c10_cuda torch_hip c10_hip; do
    if [ -f "$torch/lib/lib$lib.so" ]; then libs="$libs -l$lib"; fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pids=""
for unit in error tensor op autograd jit allocator memory_room device; do
    "$cxx" -std=$std -O2 -fPIC -fvisibility=hidden -isystem "$torch/include" -isystem "$torch/include/torch/csrc/api/include" \
        -c "$here/$unit.cpp" -o "$work/$unit.o" &
    pids="$pids $!"
done
for pid in $pids; do wait "$pid"; done
# shellcheck disable=SC2086
"$cxx" -shared -o "$out.tmp" "$work"/*.o -L"$torch/lib" -Wl,-rpath,"$torch/lib" -Wl,--no-as-needed $libs -Wl,--as-needed -ldl
mv "$out.tmp" "$out"
echo "$out: built with -std=$std against torch $major.$minor$(case "$libs" in *torch_cuda*) echo ' (CUDA)';; esac)"
