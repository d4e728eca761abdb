package dev.parley.cli.conformance.wire;

import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.List;

/**
 * Where an operation is in HTTP+JSON (§11.3).
 *
 * @param path its parameters in braces, by their JSON names
 */
public record Route(String verb, String path, List<String> pathParameters) {
    /** The text says POST and the proto GET, so an agent may know only one of them. */
    static final Route SUBSCRIBE_BY_POST = new Route("POST", "/tasks/{id}:subscribe", List.of("id"));

    private static final String CONFIGS = "/tasks/{taskId}/pushNotificationConfigs";

    public Route {
        pathParameters = List.copyOf(pathParameters);
    }

    public static Route of(A2aMethod method) {
        return switch (method) {
            case SEND_MESSAGE -> new Route("POST", "/message:send", List.of());
            case SEND_STREAMING_MESSAGE -> new Route("POST", "/message:stream", List.of());
            case GET_TASK -> new Route("GET", "/tasks/{id}", List.of("id"));
            case LIST_TASKS -> new Route("GET", "/tasks", List.of());
            case CANCEL_TASK -> new Route("POST", "/tasks/{id}:cancel", List.of("id"));
            case SUBSCRIBE_TO_TASK -> new Route("GET", SUBSCRIBE_BY_POST.path(), List.of("id"));
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG -> new Route("POST", CONFIGS, List.of("taskId"));
            case GET_TASK_PUSH_NOTIFICATION_CONFIG -> new Route("GET", CONFIGS + "/{id}", List.of("taskId", "id"));
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS -> new Route("GET", CONFIGS, List.of("taskId"));
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
                new Route("DELETE", CONFIGS + "/{id}", List.of("taskId", "id"));
            case GET_EXTENDED_AGENT_CARD -> new Route("GET", "/extendedAgentCard", List.of());
        };
    }

    boolean hasBody() {
        return verb.equals("POST");
    }
}
