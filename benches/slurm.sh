#!/usr/bin/env bash
# Trains a small study by a real Slurm of one machine, in whose way everything is put, and compares it with one that was trained without, for docs/studies.md.
#
#     benches/slurm.sh target/debug/asivae
#
# slurmctld, slurmd and munged are begun in a scratch folder and ended with it. They have to be there (apt-get install slurm-wlm munge), and this has to
# be called by root in a container or a machine of one's own. Some ten minutes: Slurm looks at time limits once a minute, and waits two before it begins again
# what was put back. KEEP=1 keeps the folder, HERE=FOLDER takes a study that was trained without Slurm before.
set -euo pipefail

asivae=$(realpath "${1:-target/debug/asivae}")
scratch=$(mktemp -d)
node=$(hostname -s)
export SLURM_CONF=$scratch/slurm.conf
failed=0

# --- a Slurm of one machine ------------------------------------------------------------------------------------------

cleanup() {
    scancel --me 2>/dev/null || true
    for name in slurmd slurmctld munged; do
        [ ! -f "$scratch/$name.pid" ] || kill "$(cat "$scratch/$name.pid")" 2>/dev/null || true
    done
    [ -n "${KEEP:-}" ] && echo "kept: $scratch" || rm -rf "$scratch"
}
trap cleanup EXIT

chmod 755 "$scratch"
mkdir -p "$scratch"/{state,spool,munge}
head -c 1024 /dev/urandom > "$scratch/munge/key"
chmod 700 "$scratch/munge" && chmod 400 "$scratch/munge/key"
cat > "$SLURM_CONF" <<END
ClusterName=one
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munged.socket
CryptoType=crypto/munge
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/${PROCTRACK:-pgid}
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
KillWait=20
MinJobAge=3600
NodeName=$node NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
END

munged --force --key-file="$scratch/munge/key" --socket="$scratch/munged.socket" --pid-file="$scratch/munged.pid" \
    --log-file="$scratch/munged.log" --seed-file="$scratch/munged.seed"
slurmctld -c 2>> "$scratch/slurmctld.log"
slurmd -N "$node" 2>> "$scratch/slurmd.log"
for _ in $(seq 60); do
    if sinfo --noheader --format=%t 2>/dev/null | grep -q idle; then break; fi
    sleep 1
done
sinfo --version
sinfo --noheader --format='%n %c cores, %t' || { tail "$scratch"/slurm*.log; exit 1; }

# --- the same study, here and there ----------------------------------------------------------------------------------

words=(vae --data 8-gaussians --set beta_kl=0.2..0.5:4 --set "networks.*=mlp(hidden = 16, layers = 1)" --set checkpoint.every=2000
    --set train.log_every=50 --batch 32 --steps "${STEPS:-150000}" --seeds 0..2)

say() { printf '%5ds  %s\n' "$SECONDS" "$*"; }
expect() { if [ "$1" != "$2" ]; then say "FAILED: $3: $1, expected $2"; failed=1; fi; }
# Of task N: its state, how often it was begun again, the process of its run.
state() { scontrol show job "${job}_$1" | grep -o 'JobState=[A-Z]*' | cut -d= -f2; }
restarts() { scontrol show job "${job}_$1" | grep -o 'Restarts=[0-9]*' | cut -d= -f2; }
run() { python3 -c 'import json, sys; print([json.loads(line) for line in open(sys.argv[1])][-1]["runs"][int(sys.argv[2])])' "$there/slurm.jobs" "$1"; }
process() { pgrep -f "train .*--out $there/$(run "$1") " || true; }
steps() { ls "$there/$(run "$1")/checkpoints" 2>/dev/null | grep -o '^[0-9]*' | tail -n 1 || true; }
await() { for _ in $(seq "${2:-240}"); do if eval "$1"; then return; fi; sleep 0.5; done; say "FAILED: waited in vain for: $1"; failed=1; }

here=${HERE:-$scratch/here}
there="$scratch/there, it's 100%"
say "here, without Slurm"
"$asivae" ablate "${words[@]}" --out "$here" --quiet
say "there, by Slurm"
cd "$scratch"
"$asivae" ablate "${words[@]}" --out "$there" --launcher slurm --jobs 2 --slurm-options '--time=30 --partition=all' --json | tee submitted.json
job=$(python3 -c 'import json; print(json.load(open("submitted.json"))["job"])')

await '[ -n "$(steps 0)" ] && [ -n "$(steps 1)" ]'
say "a second call submits none of what is in a job"
"$asivae" ablate "$there" --launcher slurm --json --quiet > again.json
expect "$(python3 -c 'import json; a = json.load(open("again.json")); print(a["handed"], a["elsewhere"] + a["done"])')" "0 8" "a second call"

say "task 0: SIGKILL to its run after step $(steps 0)"
before=$(process 0)
kill -KILL "$before"
await '[ -n "$(process 0)" ] && [ "$(process 0)" != "'"$before"'" ]'
expect "$(restarts 0)" 0 "task 0 goes on where it is"

say "task 1: scontrol requeue after step $(steps 1)"
scontrol requeue "${job}_1"
await '[ "$(restarts 1)" = 1 ]'

await '[ -n "$(steps 2)" ]' 600
say "task 2: told that its time is over (scancel --batch --signal=USR1) after step $(steps 2)"
# It asks again and again where the answer takes long, of a task that is not at work any more by then.
timeout 5 scancel --batch --signal=USR1 "${job}_2" 2> /dev/null || true
await '[ "$(restarts 2)" = 1 ]'

await '[ -n "$(steps 3)" ]' 600
say "task 3: a time limit of one minute"
scontrol update job="${job}_3" TimeLimit=1 || true
await '[ "$(restarts 3)" -ge 1 ] || [ "$(state 3)" = COMPLETED ]' 600
say "task 3: put back $(restarts 3) times, after step $(steps 3)"
expect "$([ "$(restarts 3)" -ge 1 ] && echo yes)" yes "task 3 puts itself back"
sleep 2
scontrol update job="${job}_3" TimeLimit=30 || true

await '[ -n "$(steps 4)" ]' 600
say "task 4: scancel after step $(steps 4)"
before=$(steps 4)
scancel "${job}_4"
await '[ "$(state 4)" = CANCELLED ] && [ -z "$(process 4)" ]'
say "task 4: cancelled, saved after step $(steps 4)"
expect "$([ "$(steps 4)" -gt "$before" ] && echo yes)" yes "what is cancelled is saved"

await '[ -z "$(squeue --noheader --me)" ]' 1200
say "the job is through: $(for task in 0 1 2 3 4 5 6 7; do printf '%s ' "$(state $task)"; done)"

say "what is left, once more by Slurm"
"$asivae" ablate "$there" --launcher slurm --json --quiet | tee submitted.json
expect "$(python3 -c 'import json; print(json.load(open("submitted.json"))["handed"])')" 1 "what was cancelled is submitted again"
await '[ -z "$(squeue --noheader --me)" ]' 600
"$asivae" ablate "$there" --launcher slurm --quiet

# --- what came out ---------------------------------------------------------------------------------------------------

python3 - "$here" "$there" <<'END' || failed=1
import json, sys
from pathlib import Path

here, there = (Path(name) for name in sys.argv[1:])
runs = sorted(str(path.relative_to(here)) for path in here.glob("runs/*/*"))
wrong = [] if runs == sorted(str(path.relative_to(there)) for path in there.glob("runs/*/*")) else ["not the same runs"]
records = lambda run: [{k: v for k, v in json.loads(line).items() if not k.startswith("wall/")} for line in open(run / "metrics.jsonl")]
for run in runs:
    a, b = records(here / run), records(there / run)
    wrong += [f"{run}: records differ"] * (a != b)
    wrong += [f"{run}: a step twice"] * (len({row["step"] for row in b}) != len(b))
    for path in [*(here / run).glob("weights/*.safetensors"), here / run / "evaluation.json", here / run / "samples.png"]:
        same = (there / run / path.relative_to(here / run)).read_bytes() == path.read_bytes()
        wrong += [f"{run}: {path.name} differs"] * (not same)
print(f"{len(runs)} runs, {sum(len(records(there / run)) for run in runs)} records compared, {len(wrong)} differences")
print("\n".join(wrong))
sys.exit(bool(wrong))
END
say "$([ $failed = 0 ] && echo "all as it should be" || echo "FAILED")"
exit $failed
