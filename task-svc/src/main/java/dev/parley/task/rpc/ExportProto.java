package dev.parley.task.rpc;

import dev.parley.proto.task.v1.EventExportStatus;
import dev.parley.proto.task.v1.EventSinkStatus;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.export.EventExport;
import dev.parley.task.export.Outbox.SinkState;
import java.time.Instant;

/** How far export is, as it is told to operators. */
final class ExportProto {
    private ExportProto() {}

    static EventExportStatus status(EventExport export) {
        EventExportStatus.Builder status = EventExportStatus.newBuilder().setEnabled(export.isOn());
        export.sinks().forEach(sink -> status.addSinks(sink(sink)));
        return status.build();
    }

    private static EventSinkStatus sink(SinkState state) {
        EventSinkStatus.Builder sink = EventSinkStatus.newBuilder()
                .setName(state.sink())
                .setLeased(state.leased())
                .setOffset(state.offset())
                .setLag(state.lag())
                .setExported(state.exported())
                .setSkipped(state.skipped())
                .setLastError(state.lastError());
        Instant oldest = state.oldest();
        if (oldest != null) {
            sink.setOldestAt(ProtoTime.of(oldest));
        }
        Instant exportedAt = state.exportedAt();
        if (exportedAt != null) {
            sink.setLastExportedAt(ProtoTime.of(exportedAt));
        }
        Instant failingSince = state.failingSince();
        if (failingSince != null) {
            sink.setFailingSince(ProtoTime.of(failingSince));
        }
        return sink.build();
    }
}
