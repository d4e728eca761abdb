package dev.parley.edge.httpjson;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.ListQuery;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.edge.operations.CallerFiles;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.edge.operations.Sent;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.EventForm;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.V03CardWriter;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.task.v1.TaskEvent;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;

/**
 * The operations over HTTP+JSON in 0.3's words, whatever path they came by. Bodies are the ProtoJSON of 0.3's messages, and
 * what stands in a path counts more than what a body says of it.
 */
@Singleton
final class V03HttpJson {
    private final HttpJsonEndpoint endpoint;
    private final Operations operations;
    private final TaskStreams streams;
    private final ExtendedCards extendedCards;
    private final Completeness completeness;

    V03HttpJson(
            HttpJsonEndpoint endpoint,
            Operations operations,
            TaskStreams streams,
            ExtendedCards extendedCards,
            Completeness completeness) {
        this.endpoint = endpoint;
        this.operations = operations;
        this.streams = streams;
        this.extendedCards = extendedCards;
        this.completeness = completeness;
    }

    /**
     * True for a call at a path that 1.0 and 0.3 both have, when it is one of 0.3: it says so, or it says nothing. A caller of
     * 1.0 who forgets to is known by a body that 0.3 does not have.
     */
    static boolean isMeant(HttpRequest<?> http, byte[] body) {
        return !ProtocolVersion.isStated(http) ? !BodyPeek.has(body, "message", "parts") : isStated(http);
    }

    static boolean isMeant(HttpRequest<?> http) {
        return isMeant(http, new byte[0]);
    }

    /** True for a call that says it is one of 0.3, at a path that 1.0 alone has, without the one of 0.3. */
    static boolean isStated(HttpRequest<?> http) {
        return ProtocolVersion.stated(http).filter(A2aVersion.V0_3::equals).isPresent();
    }

    HttpResponse<?> send(String agent, HttpRequest<?> http, byte[] body) {
        return endpoint.answer(agent, http, A2aVersion.V0_3, A2aMethod.SEND_MESSAGE, call -> {
            Sent sent = operations.send(call, message(http, body));
            return Connection.delivering(
                    http, V03HttpJsonReplies.result(writer(http).sent(sent.response())), sent.answer());
        });
    }

    HttpResponse<?> stream(String agent, HttpRequest<?> http, byte[] body) {
        return endpoint.answer(
                agent,
                http,
                A2aVersion.V0_3,
                A2aMethod.SEND_STREAMING_MESSAGE,
                call -> open(http, A2aMethod.SEND_STREAMING_MESSAGE, operations.stream(call, message(http, body))));
    }

    private SendMessageRequest message(HttpRequest<?> http, byte[] body) {
        var stated = RequestBody.readComplete(
                http, body, dev.parley.proto.a2a.v03.SendMessageRequest.getDefaultInstance(), completeness);
        Faults faults = new Faults();
        var request = (SendMessageRequest)
                new V03ProtoReader(faults, CallerFiles.of(CallHeaders.of(http))).request(stated, "$");
        faults.refuse();
        return request;
    }

    /** A history of 0 messages is 0.3's way of not asking for fewer than there are. */
    HttpResponse<?> get(String agent, String id, HttpRequest<?> http) {
        return endpoint.answer(agent, http, A2aVersion.V0_3, A2aMethod.GET_TASK, call -> {
            Query query = new Query(http);
            GetTaskRequest.Builder wanted = GetTaskRequest.newBuilder().setId(id);
            query.integer("historyLength", 0, Integer.MAX_VALUE)
                    .filter(length -> length > 0)
                    .ifPresent(wanted::setHistoryLength);
            query.check();
            return task(http, operations.get(call, wanted.build()));
        });
    }

    /** The extended card, as 0.3's servers and clients write it here: a card as it is at its well-known path. */
    HttpResponse<?> extendedCard(String agent, HttpRequest<?> http) {
        return endpoint.answer(agent, http, A2aVersion.V0_3, A2aMethod.GET_EXTENDED_AGENT_CARD, call -> {
            AgentCard card = extendedCards.get(
                    call, GetExtendedAgentCardRequest.getDefaultInstance(), extendedCards.at(http), A2aVersion.V0_3);
            return V03HttpJsonReplies.result(V03CardWriter.write(card, card.getSupportedInterfacesList()))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store");
        });
    }

    /** The body, if there is one, has no more than the name that is in the path. */
    HttpResponse<?> cancel(String agent, String id, HttpRequest<?> http) {
        return endpoint.answer(
                agent,
                http,
                A2aVersion.V0_3,
                A2aMethod.CANCEL_TASK,
                call -> task(
                        http,
                        operations.cancel(
                                call, CancelTaskRequest.newBuilder().setId(id).build())));
    }

    private static MutableHttpResponse<byte[]> task(HttpRequest<?> http, Task task) {
        return V03HttpJsonReplies.result(writer(http).task(task));
    }

    HttpResponse<?> subscribe(String agent, String id, HttpRequest<?> http) {
        return endpoint.answer(
                agent,
                http,
                A2aVersion.V0_3,
                A2aMethod.SUBSCRIBE_TO_TASK,
                call -> open(
                        http,
                        A2aMethod.SUBSCRIBE_TO_TASK,
                        operations.subscribe(
                                call,
                                SubscribeToTaskRequest.newBuilder().setId(id).build())));
    }

    /** 0.3 has no such operation; this is 1.0's, for the clients that call it all the same. */
    HttpResponse<?> list(String agent, HttpRequest<?> http) {
        return endpoint.answer(agent, http, A2aVersion.V0_3, A2aMethod.LIST_TASKS, call -> {
            ListTasksRequest wanted = ListQuery.ofTasks(new Query(http));
            ListTasksResponse page = operations.list(call, wanted);
            V03ProtoWriter writer = writer(http);
            byte[] body = JsonText.write(json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("tasks");
                for (Task task : page.getTasksList()) {
                    ProtoJson.write(json, writer.task(task));
                }
                json.writeEndArray();
                json.writeStringField("nextPageToken", page.getNextPageToken());
                json.writeNumberField("pageSize", page.getPageSize());
                json.writeNumberField("totalSize", page.getTotalSize());
                json.writeEndObject();
            });
            return Replies.json(200, body);
        });
    }

    private <Q> MutableHttpResponse<?> open(HttpRequest<?> http, A2aMethod method, TaskEvents<Q> events) {
        return streams.<Q>open(http, new Bare(writer(http), method), events::start);
    }

    private static V03ProtoWriter writer(HttpRequest<?> http) {
        return new V03ProtoWriter(CallerFiles.of(CallHeaders.of(http)));
    }

    /** Every event is a StreamResponse of 0.3. */
    private record Bare(V03ProtoWriter writer, A2aMethod method) implements EventForm {
        @Override
        public byte[] event(TaskEvent event) {
            return ProtoJson.toBytes(writer.event(event.getEvent()));
        }

        @Override
        public byte[] error(A2aException error) {
            return V03HttpJsonReplies.event(method, error);
        }
    }
}
