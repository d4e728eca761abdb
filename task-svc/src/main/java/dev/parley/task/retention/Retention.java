package dev.parley.task.retention;

import dev.parley.proto.error.A2aException;
import dev.parley.task.archive.DayArchive;
import dev.parley.task.retention.DayStore.DayState;
import dev.parley.task.retention.DayStore.Ledger;
import dev.parley.task.retention.DayStore.State;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of the keeper: days that are old enough expire, unless something in them is not done with; those that expired a while ago are
 * archived and dropped. Each step can be done again, so a round that was cut off goes on with the next, wherever that runs.
 */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final DayStore store;
    private final RetentionConfig config;
    private final @Nullable DayArchive archive;
    private final ClockGuard guard;
    private final InstantSource clock;
    private final RetentionMetrics metrics;

    Retention(
            DayStore store,
            RetentionConfig config,
            @Nullable DayArchive archive,
            InstantSource clock,
            RetentionMetrics metrics) {
        this.store = store;
        this.config = config;
        this.archive = archive;
        this.guard = new ClockGuard(config.maxClockJump(), config.clockSettles());
        this.clock = clock;
        this.metrics = metrics;
    }

    /** A round, unless another instance has had one within the interval. Only {@link DayStore#alone}. */
    void round() throws InterruptedException {
        Ledger ledger = store.ledger();
        if (ledger.roundAt() != null
                && Duration.between(ledger.roundAt(), ledger.now()).compareTo(config.interval()) < 0
                && !ledger.now().isBefore(ledger.roundAt())) {
            return;
        }
        Instant now = ledger.now();
        ClockGuard.Seen seen = guard.look(
                new ClockGuard.Seen(
                        ledger.clockSeen() == null ? store.newestTask() : ledger.clockSeen(), ledger.suspectSince()),
                now);
        store.saveClock(seen.seen(), seen.suspectSince());
        if (!seen.isBelieved() || !agreesWithOurs(now)) {
            log.atWarn()
                    .addKeyValue("database_time", now)
                    .addKeyValue("last_believed", seen.seen())
                    .addKeyValue("own_time", clock.instant())
                    .log("the clock has jumped, or clocks differ: no task expires until that is clear");
            return;
        }
        expire(now);
        remove(now);
    }

    private boolean agreesWithOurs(Instant now) {
        return Duration.between(clock.instant(), now).abs().compareTo(config.maxClockJump()) <= 0;
    }

    private void expire(Instant now) {
        LocalDate last = lastDayOver(now, config.shortest());
        List<LocalDate> old =
                store.days().stream().filter(day -> !day.isAfter(last)).toList();
        old.forEach(day -> judge(day, now));
        // after the holds: what is held is served all the time
        store.saveHorizon(last);
    }

    /** The last day of which even the youngest task is older than that. */
    private static LocalDate lastDayOver(Instant now, Duration keep) {
        return LocalDate.ofInstant(now.minus(keep), ZoneOffset.UTC).minusDays(1);
    }

    private void judge(LocalDate day, Instant now) {
        Set<String> keeping = store.tenants(day).stream()
                .filter(tenant -> day.isAfter(lastDayOver(now, config.keepFor(tenant))))
                .collect(Collectors.toSet());
        if (!keeping.isEmpty()) {
            store.hold(day, keeping.size() + " tenants keep their tasks longer", 0);
            return;
        }
        Map<String, Long> unfinished = store.unfinished(day);
        if (unfinished.isEmpty()) {
            store.letGo(day);
            return;
        }
        String reason = "not done with: "
                + unfinished.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(found -> found.getValue() + " of " + found.getKey())
                        .collect(Collectors.joining(", "));
        store.hold(
                day,
                reason,
                unfinished.values().stream().mapToLong(Long::longValue).sum());
        log.atWarn().addKeyValue("day", day).addKeyValue("reason", reason).log("day of expired tasks is kept");
    }

    private void remove(Instant now) throws InterruptedException {
        Map<LocalDate, DayState> states =
                store.ledger().dayStates().stream().collect(Collectors.toMap(DayState::day, Function.identity()));
        for (LocalDate day : store.days()) {
            DayState state = states.get(day);
            if (state != null
                    && state.state() == State.GOING
                    && !now.isBefore(state.since().plus(config.notice()))) {
                tryRemove(state);
            }
        }
    }

    private void tryRemove(DayState state) throws InterruptedException {
        try {
            remove(state);
        } catch (IOException | A2aException e) {
            metrics.failed();
            store.delayed(state.day(), "cannot go: " + e.getMessage());
            log.atError().addKeyValue("day", state.day()).setCause(e).log("expired day is kept, tried again");
        }
    }

    private void remove(DayState state) throws IOException, InterruptedException {
        LocalDate day = state.day();
        Map<String, Long> rows = store.count(day);
        String name = state.archive();
        if (archive != null && (name.isEmpty() || !rows.equals(state.rows()))) {
            DayArchive.Written written = archive.write(day, new Rows());
            name = written.name();
            rows = written.rows();
            store.archived(day, name, rows);
        }
        store.detach(day);
        Map<String, Long> detached = store.count(day);
        if (archive != null && !detached.equals(rows)) {
            throw new IOException("was written to since it was archived: " + detached + " (expected: " + rows + ")");
        }
        store.drop(day, detached);
        store.forget(day);
        metrics.dropped(detached.size());
        log.atInfo()
                .addKeyValue("day", day)
                .addKeyValue("rows", detached)
                .addKeyValue("archive", name)
                .log("day of expired tasks dropped");
    }

    private final class Rows implements DayArchive.Source {
        @Override
        public List<String> tables() {
            return store.tables();
        }

        @Override
        public long copy(LocalDate day, String table, OutputStream out) throws IOException {
            return store.copy(day, table, out);
        }
    }
}
