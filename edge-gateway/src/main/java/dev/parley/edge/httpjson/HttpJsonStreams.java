package dev.parley.edge.httpjson;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.EventForm;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.ErrorTable;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.TaskEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;

/** Event streams whose events are bare StreamResponse objects. */
@Singleton
final class HttpJsonStreams {
    private record Bare(ErrorTable table) implements EventForm {
        @Override
        public byte[] event(TaskEvent event) {
            return ProtoJson.toBytes(event.getEvent());
        }

        @Override
        public byte[] error(A2aException error) {
            return HttpJsonReplies.errorBody(error, table);
        }
    }

    private final TaskStreams streams;
    private final EventForm form;

    HttpJsonStreams(TaskStreams streams, EdgeConfig config) {
        this.streams = streams;
        this.form = new Bare(config.errors());
    }

    /**
     * @throws A2aException what is refused before the first event
     */
    <Q> MutableHttpResponse<?> open(HttpRequest<?> http, TaskEvents<Q> events) {
        return streams.<Q>open(http, form, events::start);
    }
}
