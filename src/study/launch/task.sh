
# Near the end of its time (USR1) the run is saved and the task waits in the queue again. Where the task is cancelled or has to make room (TERM, which
# Slurm sends to the run as well), the run is saved, and what becomes of the task is Slurm's to say.
stop=""
trap 'stop=again; heard=yes; kill -TERM "$!" 2>/dev/null' USR1
trap 'stop=${stop:-end}; heard=yes' TERM
status=130
for attempt in 1 2 3 4; do
    [ -z "$stop" ] || break
    "$@" &
    run=$!
    status=127
    heard=yes
    # A signal ends the waiting, not the run.
    while [ -n "$heard" ]; do
        heard=""
        wait "$run"
        code=$?
        [ "$code" = 127 ] || status=$code
    done
    # Killed from outside, though the task goes on: it goes on too, from its last checkpoint.
    [ "$status" -gt 130 ] && [ -z "$stop" ] || break
done
if [ "$stop" = again ] && [ "$status" -ge 130 ]; then
    exec scontrol requeue "$SLURM_JOB_ID"
fi
exit "$status"
