
# Near the end of its time (USR1) the run is saved and the task waits in the queue again. Where the task is cancelled or has to make room (TERM, which
# Slurm sends to the run as well), the run is saved, and what becomes of the task is Slurm's to say.
stop=""
trap 'stop=again; kill -TERM "$run" 2>/dev/null' USR1
trap 'stop=${stop:-end}' TERM
for attempt in 1 2 3 4; do
    [ -z "$stop" ] || break
    "$@" &
    run=$!
    wait "$run"
    status=$?
    # A signal ends the waiting, not the run.
    while kill -0 "$run" 2>/dev/null; do
        wait "$run"
        status=$?
    done
    # Killed from outside, though the task goes on: it goes on too, from its last checkpoint.
    [ "$status" -gt 130 ] && [ -z "$stop" ] || break
done
case "$stop ${status:-130}" in
    "again 0" | "again 1" | "again 2") ;;
    "again "*) exec scontrol requeue "$SLURM_JOB_ID" ;;
esac
exit "${status:-130}"
