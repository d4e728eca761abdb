package dev.parley.edge.httpjson;

import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.EventForm;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.TaskEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;

/** Event streams whose events are bare StreamResponse objects. */
@Singleton
final class HttpJsonStreams {
    private static final EventForm BARE = new EventForm() {
        @Override
        public byte[] event(TaskEvent event) {
            return ProtoJson.toBytes(event.getEvent());
        }

        @Override
        public byte[] error(A2aException error) {
            return HttpJsonReplies.errorBody(error, error.code().httpStatus());
        }
    };

    private final TaskStreams streams;

    HttpJsonStreams(TaskStreams streams) {
        this.streams = streams;
    }

    /**
     * @throws A2aException what is refused before the first event
     */
    <Q> MutableHttpResponse<?> open(HttpRequest<?> http, TaskEvents<Q> events) {
        return streams.<Q>open(http, BARE, events::start);
    }
}
