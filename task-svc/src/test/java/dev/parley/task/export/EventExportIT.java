package dev.parley.task.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.task.export.Outbox.SinkState;
import dev.parley.task.postgres.PostgresOutbox;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The outbox, its offsets and who exports, with a listener in this process as the sink. */
class EventExportIT extends ExportFixture {
    private final Told told = new Told();

    private interface Listening {
        void on(List<CloudEvent> events) throws Exception;
    }

    private static TaskEventListener listener(String name, Listening listening) {
        return new TaskEventListener() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void on(List<CloudEvent> events) throws Exception {
                listening.on(events);
            }
        };
    }

    private void hear(List<CloudEvent> events) {
        for (CloudEvent event : events) {
            if (event.getType().equals("dev.parley.export.gap.v1")) {
                continue;
            }
            told.add(
                    event.getSubject(),
                    Long.parseLong(event.getExtension("sequence").toString()),
                    event.getType());
        }
    }

    @Test
    void everyEntryOfEveryTask_comesOnceAndInOrder() throws Exception {
        try (EventExport export = export(config(1_000_000), List.of(), List.of(listener("heard", this::hear)))) {
            writeTasks(8, 5, 6);
            await("all", () -> told.has(written));
        }
        told.requireAll(written);
        assertThat(told.repeats()).as("nothing failed").isZero();
    }

    @Test
    void commitThatIsSlow_isNotLeftBehind() throws Exception {
        PostgresOutbox outbox = outbox();
        outbox.register("slow");
        try (Connection slow = unpooled.getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            // has its id, and is not seen yet, while what comes later is
            statement.execute("INSERT INTO task.outbox (tenant, task_id, first_seq, entries) SELECT 't',"
                    + " gen_random_uuid(), 1, 0");
            try (EventExport export = export(config(1_000_000), List.of(), List.of(listener("slow", this::hear)))) {
                writeTasks(2, 3, 2);
                await("the others are not held up", () -> told.has(written));
                await("recorded", () -> state(export, "slow").exported() >= 6);
                assertThat(state(export, "slow").offset())
                        .as("something may still appear")
                        .isZero();

                slow.commit();
                long last = count("SELECT max(id) FROM task.outbox");
                await("safe", () -> state(export, "slow").offset() == last);
                await("purged", () -> count("SELECT count(*) FROM task.outbox") == 0);
                assertThat(state(export, "slow").skipped())
                        .as("its task is not there")
                        .isEqualTo(1);
            }
        }
    }

    private static SinkState state(EventExport export, String sink) {
        return export.sinks().stream()
                .filter(state -> state.sink().equals(sink))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sinkThatFails_getsEverythingLaterAndHoldsUpNoOther() throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        Told other = new Told();
        TaskEventListener failing = listener("failing", events -> {
            if (down.get()) {
                throw new IOException("down");
            }
            hear(events);
        });
        TaskEventListener well = listener(
                "well",
                events -> events.forEach(event -> other.add(
                        event.getSubject(),
                        Long.parseLong(event.getExtension("sequence").toString()),
                        event.getType())));
        try (EventExport export = export(config(1_000_000), List.of(), List.of(failing, well))) {
            writeTasks(4, 3, 3);
            await("the other one has all", () -> other.has(written));
            await("it is said", () -> state(export, "failing").failingSince() != null);
            assertThat(state(export, "failing").lastError()).contains("down");
            assertThat(state(export, "failing").lag()).isEqualTo(4 * 3 * 5);
            await(
                    "and measured",
                    () -> meters.get("parley.export.lag")
                                    .tag("sink", "failing")
                                    .gauge()
                                    .value()
                            == 60);
            down.set(false);
            await("it gets them", () -> told.has(written));
            await("and recovers", () -> state(export, "failing").failingSince() == null);
        }
        told.requireAll(written);
        other.requireAll(written);
    }

    @Test
    void exporterThatIsCutOff_repeatsInOrder() throws Exception {
        AtomicInteger pages = new AtomicInteger();
        TaskEventListener broken = listener("broken", events -> {
            // takes a part of each other page, as a connection does that breaks
            boolean breaks = pages.incrementAndGet() % 2 == 1;
            hear(breaks ? events.subList(0, events.size() / 2) : events);
            if (breaks) {
                throw new IOException("broke");
            }
        });
        try (EventExport export = export(config(1_000_000), List.of(), List.of(broken))) {
            writeTasks(6, 4, 5);
            await("all", () -> told.has(written));
        }
        told.requireAll(written);
        assertThat(told.repeats()).isPositive();
    }

    @Test
    void oneInstanceExports_andAnotherGoesOnWhenItHangs() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicBoolean hung = new AtomicBoolean();
        TaskEventListener hanging = listener("taken", events -> {
            hear(events);
            hung.set(true);
            hangs.await();
        });
        try (EventExport one = export(config(1_000_000), List.of(), List.of(hanging))) {
            writeTasks(2, 2, 2);
            await("it hangs", hung::get);
            // as if its lease could not be renewed
            try (EventExport two = export(config(1_000_000), List.of(), List.of(listener("taken", this::hear)))) {
                execute("UPDATE task.export_offset SET lease_until = now() - interval '1 s'");
                await("the other one goes on", () -> told.has(written));
                long exported = state(two, "taken").exported();
                hangs.countDown();
                writeTasks(2, 2, 2);
                await("and on", () -> told.has(written));
                await("recorded once", () -> state(two, "taken").exported() >= exported);
            }
        }
        told.requireAll(written);
    }

    @Test
    void sinkThatIsTooFarBehind_isToldOfItsGap() throws Exception {
        ConcurrentLinkedQueue<CloudEvent> heard = new ConcurrentLinkedQueue<>();
        AtomicBoolean down = new AtomicBoolean(true);
        TaskEventListener failing = listener("behind", events -> {
            if (down.get()) {
                throw new IOException("down");
            }
            heard.addAll(events);
        });
        try (EventExport export = export(config(100), List.of(), List.of(failing))) {
            writeTasks(10, 3, 8);
            await(
                    "trimmed",
                    () -> state(export, "behind").skipped() > 0
                            && state(export, "behind").lag() <= 100);
            await("and removed", () -> count("SELECT count(*) FROM task.outbox") <= 100);
            down.set(false);
            await("drained", () -> state(export, "behind").lag() == 0 && !heard.isEmpty());
        }
        CloudEvent gap = heard.peek();
        assertThat(gap.getType()).isEqualTo("dev.parley.export.gap.v1");
        assertThat(gap.getDataSchema()).hasToString("https://parley.dev/schemas/parley.events.v1.ExportGap");
        assertThat(meters.get("parley.export.skipped").counter().count()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void offset_isOfOneOwner() {
        PostgresOutbox mine = outbox();
        PostgresOutbox theirs = outbox();
        Duration lasts = Duration.ofMinutes(1);
        mine.register("s");
        long epoch = mine.lease("s", lasts).orElseThrow();
        assertThat(theirs.lease("s", lasts)).isEmpty();
        assertThat(mine.renew("s", epoch, lasts)).isTrue();
        assertThat(theirs.renew("s", epoch, lasts)).isFalse();
        mine.release("s", epoch);
        OptionalLong next = theirs.lease("s", lasts);
        assertThat(next).hasValue(epoch + 1);
        assertThat(mine.passed("s", epoch, new Outbox.Page(0, List.of(7L), List.of(), 0), 1))
                .isFalse();
        assertThat(theirs.sinks().getFirst().exported()).isZero();
    }

    @Test
    void offOrWithoutASink_isAsItShouldBe() throws Exception {
        ExportConfig off = new ExportConfig(
                false,
                "/parley",
                1024,
                100,
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(10),
                Duration.ofMillis(10));
        try (EventExport export = export(off, List.of(), List.of(listener("x", this::hear)))) {
            assertThat(export.isOn()).isFalse();
            assertThat(export.sinks()).isEmpty();
        }
        assertThatThrownBy(() -> export(config(100), List.of(), List.of())).hasMessageContaining("there is no sink");
        assertThatThrownBy(() ->
                        export(config(100), List.of(), List.of(listener("x", this::hear), listener("x", this::hear))))
                .hasMessageContaining("\"x\"");
        assertThat(Map.copyOf(written)).isEmpty();
    }
}
