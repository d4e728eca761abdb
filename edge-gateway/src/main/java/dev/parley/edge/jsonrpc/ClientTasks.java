package dev.parley.edge.jsonrpc;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.operations.A2aCall;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * The callers of A2A 0.1, who name their tasks themselves. Some of its methods are called as in 0.3: there the id tells. One
 * that the caller gave a task by {@code tasks/send} means that task, and is answered in the words of 0.1; ids of ours come
 * first.
 */
@Singleton
final class ClientTasks {
    // what the mesh mints
    private static final Pattern OURS =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private final TaskCalls tasks;
    private final Endpoints endpoints;

    ClientTasks(TaskCalls tasks, Endpoints endpoints) {
        this.tasks = tasks;
        this.endpoints = endpoints;
    }

    /**
     * Runs a call as it is meant.
     *
     * @throws A2aException what {@code operation} throws; TASK_NOT_FOUND
     */
    JsonRpcAnswer run(
            A2aCall call, JsonRpcRequest request, BiFunction<A2aCall, JsonRpcRequest, JsonRpcAnswer> operation) {
        if (request.isV01()) {
            return operation.apply(inV01(call, request), bound(call, request));
        }
        Optional<JsonRpcRequest> other = request.asV01();
        if (other.isEmpty()) {
            return operation.apply(call, request);
        }
        boolean ours = OURS.matcher(request.taskId()).matches();
        // a stream is refused when it has begun: too late to mean another task
        if (!ours || request.params() instanceof SubscribeToTaskRequest) {
            Optional<String> named = tasks.named(call.agentId(), request.taskId());
            if (named.isPresent()) {
                return meant(call, other.get(), named.get(), operation);
            }
            return operation.apply(call, request);
        }
        try {
            return operation.apply(call, request);
        } catch (A2aException e) {
            if (e.code() != A2aErrorCode.TASK_NOT_FOUND) {
                throw e;
            }
            String named = tasks.named(call.agentId(), request.taskId()).orElseThrow(() -> e);
            return meant(call, other.get(), named, operation);
        }
    }

    /** Runs a call that turned out to be one of 0.1: whatever comes of it is said in its words. */
    private static JsonRpcAnswer meant(
            A2aCall call,
            JsonRpcRequest request,
            String task,
            BiFunction<A2aCall, JsonRpcRequest, JsonRpcAnswer> operation) {
        try {
            return operation.apply(inV01(call, request), request.about(task));
        } catch (A2aException error) {
            return JsonRpcDispatcher.failure(request, error);
        }
    }

    /** A send goes on with the caller's id, which may be new; everything else is about a task that there is. */
    private JsonRpcRequest bound(A2aCall call, JsonRpcRequest request) {
        if (sends(request)) {
            return request;
        }
        return request.about(endpoints.reading(
                call.agentId(),
                () -> tasks.named(call.agentId(), request.taskId())
                        .orElseThrow(() -> new A2aException(
                                A2aErrorCode.TASK_NOT_FOUND,
                                "Task \"" + request.taskId()
                                        + "\" does not exist (expected: an id of a task that you sent)"))));
    }

    private static boolean sends(JsonRpcRequest request) {
        return request.method() == A2aMethod.SEND_MESSAGE || request.method() == A2aMethod.SEND_STREAMING_MESSAGE;
    }

    /** Its events build on those before, so a stream never begins in the middle. */
    private static A2aCall inV01(A2aCall call, JsonRpcRequest request) {
        CallHeaders headers = name -> name.equalsIgnoreCase("Last-Event-ID")
                ? List.of()
                : call.headers().all(name);
        return new A2aCall(call.agentId(), call.root(), headers, call.extensions(), call.version(), request.taskId());
    }
}
