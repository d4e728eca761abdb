package dev.parley.router.wire;

import dev.parley.kit.wire.WireLog;
import dev.parley.kit.wire.WireRecord;
import dev.parley.proto.router.v1.TaskWireReply;
import dev.parley.proto.time.ProtoTime;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** What went over the wire to and from agents, by the mesh's task. */
@Singleton
public final class TaskWires {
    private static final ScopedValue<WireTap> CURRENT = ScopedValue.newInstance();

    private final WireLog log;

    TaskWires(WireConfig config, InstantSource clock) {
        log = new WireLog(config.enabled(), config.maxTasks(), config.maxTaskBytes(), clock);
    }

    static WireTap tap() {
        return CURRENT.orElse(WireTap.NONE);
    }

    /** Calls that {@code work} makes on this thread are for the task. */
    public void during(String taskId, Runnable work) {
        if (log.isOn() && !taskId.isEmpty()) {
            ScopedValue.where(CURRENT, new OfTask(taskId)).run(work);
        } else {
            work.run();
        }
    }

    /** The same with a result. */
    public <T> T during(String taskId, Supplier<T> work) {
        return log.isOn() && !taskId.isEmpty()
                ? ScopedValue.where(CURRENT, new OfTask(taskId)).call(work::get)
                : work.get();
    }

    public TaskWireReply of(String taskId) {
        WireLog.OfTask kept = log.of(taskId);
        TaskWireReply.Builder reply =
                TaskWireReply.newBuilder().setKept(log.isOn()).setLeftOut(kept.leftOut());
        kept.records().forEach(record -> reply.addRecords(toProto(record)));
        return reply.build();
    }

    private static dev.parley.proto.router.v1.WireRecord toProto(WireRecord record) {
        Instant at = record.at();
        return dev.parley.proto.router.v1.WireRecord.newBuilder()
                .setAt(ProtoTime.of(at))
                .setDirection(record.direction())
                .setHead(record.head())
                .setBody(record.body())
                .build();
    }

    private final class OfTask implements WireTap {
        private final String taskId;

        OfTask(String taskId) {
            this.taskId = taskId;
        }

        @Override
        public void sent(String head, byte[] body) {
            log.keep(taskId, log.now("mesh > agent", head, body));
        }

        @Override
        public void received(String head, byte[] body) {
            log.keep(taskId, log.now("agent > mesh", head, body));
        }
    }
}
