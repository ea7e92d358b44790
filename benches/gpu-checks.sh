#!/usr/bin/env bash
# All checks that need a CUDA device, in one go. Prints what it measured; ends with a non-zero status where a check fails.
#
#   cargo build --release --features cuda-nvrtc        # or --features cuda, which fetches LLVM
#   benches/gpu-checks.sh [BINARY] [OUT]
#
# BINARY is `target/release/asivae` unless given; OUT a folder for the runs.
set -euo pipefail
binary=${1:-target/release/asivae}
out=${2:-runs/gpu-checks}
mkdir -p "$out"

echo "== the first steps agree with the CPU"
for device in cpu cuda:0; do
    "$binary" train s-introvae --data 8-gaussians --steps 20 --batch 64 --seed 1 --device "$device" \
        --set warmup.model=none --set train.log_every=1 --out "$out/agree-${device%%:*}" --force --quiet
done
python3 - "$out" <<'PY'
import json, sys
rows = [[json.loads(line) for line in open(f"{sys.argv[1]}/agree-{d}/metrics.jsonl")] for d in ("cpu", "cuda")]
worst = max(abs(a[k] - b[k]) for a, b in zip(*rows) for k in ("encoder/objective", "decoder/objective"))
print(f"largest difference of an objective over {len(rows[0])} steps: {worst:.2e}")
sys.exit(worst > 1e-3)
PY

echo "== a step, milliseconds"
for batch in 512 4096; do
    for device in cpu cuda:0; do
        "$binary" bench-step --model s-introvae --data 8-gaussians --batch "$batch" --steps 100 --device "$device" --json
    done
done

echo "== the example's settings to the end"
time "$binary" train as-introvae --data 8-gaussians --seed 0 --device cuda:0 --out "$out/as-introvae" --force --quiet
"$binary" evaluate "$out/as-introvae"

echo "== a run that is killed goes on to the same bits"
long=(train s-introvae --data 8-gaussians --steps 2000 --batch 256 --seed 1 --device cuda:0 --set warmup.model=none --set checkpoint.every=100 --quiet --force)
"$binary" "${long[@]}" --out "$out/whole"
"$binary" "${long[@]}" --out "$out/killed" & victim=$!
until [ -d "$out/killed/checkpoints" ]; do sleep 0.2; done
sleep 2
kill -9 "$victim" && wait "$victim" || true
"$binary" resume "$out/killed" --quiet
for network in encoder decoder; do
    cmp "$out/whole/weights/$network.safetensors" "$out/killed/weights/$network.safetensors"
done

echo "== a device that is not there is an error, not a panic"
if "$binary" train vae --data rings --steps 5 --device cuda:99 --out "$out/none" --force; then
    echo "it was accepted" >&2
    exit 1
fi
echo "all GPU checks passed"
