package dev.parley.task.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.CheckpointRef;
import dev.parley.proto.task.v1.CheckpointTrigger;
import dev.parley.proto.task.v1.ExecutionState;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one task's agent reports, event by event: takes the states out of the events, saves those that the policy wants, and leaves in
 * their place what callers see. Not safe for concurrent use.
 */
public final class TaskCheckpoints {
    private static final int MAX_REFUSED = 16;
    private static final int LONGEST_FAILURE = 400;

    private final TaskKey task;
    private final CheckpointConfig config;
    private final CheckpointPolicy policy;
    private final HeldBytes room;
    private final CheckpointMetrics metrics;
    private final InstantSource clock;
    private final List<NewEntry> refused = new ArrayList<>();
    private @Nullable LastSaved last;
    private @Nullable State held;
    private @Nullable Saving next;
    private @Nullable Instant begun;
    private long turn;
    private int refusals;

    /** A reported state with its hash. */
    private record State(Report.Offered offered, ByteString hash) {}

    /**
     * What becomes durable together with an event.
     *
     * @param row null where the state is saved already
     */
    public record Saving(NewEntry entry, @Nullable Checkpoint row, CheckpointRef ref) {}

    TaskCheckpoints(
            TaskKey task,
            @Nullable LastSaved last,
            CheckpointConfig config,
            HeldBytes room,
            CheckpointMetrics metrics,
            InstantSource clock) {
        this.task = task;
        this.last = last;
        this.turn = last == null ? 0 : last.turn();
        this.config = config;
        this.policy = new CheckpointPolicy(config.interval(), config.onContentChange(), config.everySteps());
        this.room = room;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * An event of this task's agent as callers see it. What is to be saved with it is {@link #savingWith}.
     *
     * @param turnNow the entry of the message that the agent has
     */
    public StreamResponse read(StreamResponse event, LongSupplier turnNow) {
        next = null;
        Optional<Value> said = ReportedEvents.said(event);
        if (said.isEmpty()) {
            return event;
        }
        begin(turnNow.getAsLong());
        Report report = Report.read(said.get(), config.maxBytes());
        report.faults().forEach(this::refuse);
        CheckpointRef saved = report.checkpoint() == null ? null : offer(report.checkpoint());
        return ReportedEvents.with(event, ReportedEvents.shown(report, saved));
    }

    /** The event without its report: for what is only put aside. */
    public static StreamResponse without(StreamResponse event) {
        return ReportedEvents.said(event).isEmpty() ? event : ReportedEvents.with(event, Struct.getDefaultInstance());
    }

    private void begin(long turnNow) {
        if (turnNow != turn || begun == null) {
            begun = clock.instant();
        }
        if (turnNow != turn) {
            turn = turnNow;
            last = null;
            hold(null);
        }
    }

    /** @return what callers are told of it: that it is saved; null while it is not */
    private @Nullable CheckpointRef offer(Report.Offered offered) {
        if (last != null && offered.step() < last.ref().getStep()) {
            refuse("checkpoint.step is " + offered.step() + " (expected: "
                    + last.ref().getStep() + ", the last one saved, or more)");
            return null;
        }
        State state = new State(offered, CanonicalJson.hash(offered.data()));
        if (last != null && last.isSame(offered.step(), state.hash())) {
            hold(null);
            return last.ref(); // said again, as in a snapshot
        }
        Instant since = begun == null ? clock.instant() : begun;
        CheckpointTrigger trigger = policy.due(last, since, offered.step(), state.hash(), clock.instant())
                .orElseGet(() ->
                        hold(state) ? CheckpointTrigger.CHECKPOINT_TRIGGER_UNSPECIFIED : CheckpointTrigger.NO_ROOM);
        if (trigger == CheckpointTrigger.CHECKPOINT_TRIGGER_UNSPECIFIED) {
            return null;
        }
        next = saving(state, trigger, "");
        return next.ref();
    }

    /** Keeps a state back in memory, in place of the one before; false where there is no room. */
    private boolean hold(@Nullable State state) {
        if (held != null) {
            room.giveBack(held.offered().bytes());
            held = null;
        }
        if (state == null) {
            return true;
        }
        if (!room.take(state.offered().bytes())) {
            return false;
        }
        held = state;
        return true;
    }

    /** A task that fails leaves where it had come to: the verdict with that. */
    public StreamResponse failing(StreamResponse verdict, String words, LongSupplier turnNow) {
        if (last == null && held == null && next == null) {
            return verdict; // it never reported a state
        }
        begin(turnNow.getAsLong());
        String why = words.length() <= LONGEST_FAILURE ? words : words.substring(0, LONGEST_FAILURE) + "…";
        if (next != null) {
            CheckpointEntry entry = ((CheckpointEntry) next.entry().body())
                    .toBuilder()
                            .setTrigger(CheckpointTrigger.FAILURE)
                            .setFailure(why)
                            .build();
            next = new Saving(entry(entry), next.row(), next.ref());
        } else if (held != null) {
            next = saving(held, CheckpointTrigger.FAILURE, why);
        } else if (last != null) {
            next = new Saving(
                    entry(CheckpointEntry.newBuilder()
                            .setSaved(last.ref())
                            .setContentHash(last.hash())
                            .setTrigger(CheckpointTrigger.FAILURE)
                            .setFailure(why)
                            .setAcceptedSequence(turn)
                            .build()),
                    null,
                    last.ref());
        }
        return next == null ? verdict : naming(verdict, next.ref());
    }

    /** What is held back, to be saved now: the agent has lost its task. */
    public Optional<Saving> givenUp(String why) {
        State state = held;
        if (state == null) {
            return Optional.empty();
        }
        Saving saving = saving(state, CheckpointTrigger.FAILURE, why);
        taken(saving);
        return Optional.of(saving);
    }

    private static StreamResponse naming(StreamResponse verdict, CheckpointRef ref) {
        Struct before = ReportedEvents.said(verdict).map(Value::getStructValue).orElseGet(Struct::getDefaultInstance);
        return ReportedEvents.with(verdict, ReportedEvents.withCheckpoint(before, ref));
    }

    private Saving saving(State state, CheckpointTrigger trigger, String failure) {
        Report.Offered offered = state.offered();
        CheckpointRef ref = CheckpointRef.newBuilder()
                .setCheckpointId(task + "_" + offered.step())
                .setStep(offered.step())
                .build();
        CheckpointEntry entry = CheckpointEntry.newBuilder()
                .setSaved(ref)
                .setContentHash(state.hash())
                .setBytes(offered.bytes())
                .setTrigger(trigger)
                .setFailure(failure)
                .setAcceptedSequence(turn)
                .build();
        return new Saving(entry(entry), row(ref, state), ref);
    }

    private Checkpoint row(CheckpointRef ref, State state) {
        Report.Offered offered = state.offered();
        ExecutionState.Builder execution = ExecutionState.newBuilder()
                .addAllCompletedSteps(offered.completedSteps().getValuesList())
                .setCurrentStep(offered.step())
                .setCurrentData(offered.data())
                .setMetadata(offered.metadata());
        if (last != null) {
            execution.setLastCheckpoint(last.ref().getCheckpointId()).setLastContentHash(last.hash());
        }
        Instant now = clock.instant();
        return Checkpoint.newBuilder()
                .setRef(ref)
                .setContentHash(state.hash())
                .setState(execution)
                .setCreatedAt(
                        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .setAcceptedSequence(turn)
                .build();
    }

    private NewEntry entry(CheckpointEntry body) {
        return new NewEntry(EntryKind.CHECKPOINT, body, clock.instant());
    }

    private void refuse(String why) {
        metrics.refused();
        if (refusals++ < MAX_REFUSED) {
            refused.add(entry(CheckpointEntry.newBuilder()
                    .setRefused(why)
                    .setAcceptedSequence(turn)
                    .build()));
        }
    }

    /** What is to be written together with this event, which names it. */
    public Optional<Saving> savingWith(StreamResponse event) {
        Saving saving = next;
        if (saving == null || !names(event, saving.ref())) {
            return Optional.empty();
        }
        next = null;
        taken(saving);
        return Optional.of(saving);
    }

    private void taken(Saving saving) {
        hold(null);
        CheckpointEntry entry = (CheckpointEntry) saving.entry().body();
        last = LastSaved.of(entry, saving.entry().at());
        metrics.saved(entry.getTrigger());
    }

    private static boolean names(StreamResponse event, CheckpointRef ref) {
        return ReportedEvents.said(event)
                .map(said -> said.getStructValue()
                        .getFieldsOrDefault("checkpoint", Value.getDefaultInstance())
                        .getStructValue()
                        .getFieldsOrDefault("checkpointId", Value.getDefaultInstance())
                        .getStringValue()
                        .equals(ref.getCheckpointId()))
                .orElse(false);
    }

    /** What was wrong with reports since the last time; of a task the first {@value #MAX_REFUSED}. */
    public List<NewEntry> refusals() {
        List<NewEntry> news = List.copyOf(refused);
        refused.clear();
        return news;
    }

    /** The task has no runner any more: nothing is held back. */
    public void close() {
        hold(null);
    }
}
