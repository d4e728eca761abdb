package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An agent that acts on scripts, without any binding: JSON in, JSON out. */
final class AgentCore implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SLOW = Duration.ofMillis(600);

    static final ScopedValue<String> CALLER = ScopedValue.newInstance();

    private final Nature nature;
    private final TaskBook book = new TaskBook();
    private int lastConfig;

    AgentCore(Nature nature) {
        this.nature = nature;
    }

    /** A unary call, with the agent's faults. */
    ObjectNode call(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        ObjectNode result = nature.calls()
                .call(method, params, parameters, () -> as(parameters, () -> right(method, params, parameters)));
        return nature.results().spoil(method, result);
    }

    /** Tasks are their caller's: whoever the header names. */
    private static <T> T as(Map<String, String> parameters, ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CALLER, parameters.getOrDefault("x-caller", ""))
                .call(work);
    }

    private ObjectNode right(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        checkParameters(parameters);
        checkCapability(method);
        return switch (method) {
            case SEND_MESSAGE -> send(params);
            case GET_TASK -> get(params);
            case LIST_TASKS -> TaskList.of(book.newestFirst(), params);
            case CANCEL_TASK -> cancel(params);
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG -> createConfig(params);
            case GET_TASK_PUSH_NOTIFICATION_CONFIG -> config(params).deepCopy();
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS -> listConfigs(params);
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG -> deleteConfig(params);
            case GET_EXTENDED_AGENT_CARD -> AgentCards.extended();
            case SEND_STREAMING_MESSAGE, SUBSCRIBE_TO_TASK -> throw new IllegalArgumentException("a stream");
        };
    }

    /** A stream; an empty event is its end. */
    BlockingQueue<Optional<ObjectNode>> stream(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        List<BlockingQueue<Optional<ObjectNode>>> opened = new ArrayList<>();
        nature.calls().call(method, params, parameters, () -> {
            checkParameters(parameters);
            checkCapability(method);
            opened.add(as(
                    parameters,
                    () -> method == A2aMethod.SUBSCRIBE_TO_TASK ? subscribe(params) : sendForStream(params)));
            return JSON.createObjectNode();
        });
        // a fault that refuses nothing is a stream without events
        return opened.isEmpty() ? ended() : opened.getFirst();
    }

    private static BlockingQueue<Optional<ObjectNode>> ended() {
        BlockingQueue<Optional<ObjectNode>> none = new LinkedBlockingQueue<>();
        none.add(Optional.empty());
        return none;
    }

    private void checkParameters(Map<String, String> parameters) {
        String version = parameters.getOrDefault("a2a-version", "");
        if (!version.isEmpty() && !version.matches("1\\.0(\\.\\d+)?")) {
            throw new AgentFault(SpecError.VERSION_NOT_SUPPORTED, "Version " + version + " (expected: 1.0)");
        }
    }

    private void checkCapability(A2aMethod method) {
        if (nature.full()) {
            return;
        }
        if (method.streaming() || method == A2aMethod.GET_EXTENDED_AGENT_CARD) {
            throw new AgentFault(SpecError.UNSUPPORTED_OPERATION, method.wireName() + " is not supported");
        }
        if (method.wireName().contains("PushNotification")) {
            throw new AgentFault(SpecError.PUSH_NOTIFICATION_NOT_SUPPORTED, "no push notifications");
        }
    }

    private ObjectNode send(ObjectNode params) {
        JsonNode message = Messages.checked(params);
        String id = message.path("messageId").asText();
        ObjectNode result = JSON.createObjectNode();
        if (id.startsWith("tck-message-response")) {
            result.set("message", Messages.ofAgent("a direct answer"));
            return result;
        }
        TaskBook.Entry entry = entry(message);
        registerConfig(entry, params);
        begin(entry, id);
        JsonNode configuration = params.path("configuration");
        ObjectNode task =
                configuration.path("returnImmediately").asBoolean() ? book.copy(entry) : book.awaitSettled(entry);
        cutHistory(task, configuration.path("historyLength"));
        result.set("task", task);
        return result;
    }

    /** The task that a message is about, new or known. */
    private TaskBook.Entry entry(JsonNode message) {
        if (!message.hasNonNull("taskId") || message.path("taskId").asText().isEmpty()) {
            TaskBook.Entry entry = book.create(message);
            book.remember(entry, message);
            return entry;
        }
        TaskBook.Entry entry = book.require(message.path("taskId").asText());
        if (Tasks.isTerminal(entry.task)) {
            throw new AgentFault(SpecError.UNSUPPORTED_OPERATION, "the task has ended");
        }
        String context = message.path("contextId").asText();
        if (!context.isEmpty() && !context.equals(entry.task.path("contextId").asText())) {
            throw new AgentFault(SpecError.INVALID_PARAMS, "contextId " + context + " is not the task's");
        }
        book.remember(entry, message);
        return entry;
    }

    private void begin(TaskBook.Entry entry, String messageId) {
        if (messageId.startsWith("test-resubscribe")) {
            book.move(entry, "TASK_STATE_WORKING", Optional.empty());
            Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(SLOW);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                book.move(entry, "TASK_STATE_COMPLETED", Optional.empty());
            });
            return;
        }
        if (messageId.startsWith("tck-input-required")) {
            book.move(entry, "TASK_STATE_INPUT_REQUIRED", Optional.empty());
            return;
        }
        if (messageId.startsWith("tck-reject-task")) {
            book.move(entry, "TASK_STATE_REJECTED", Optional.of(Messages.ofAgent("no")));
            return;
        }
        List<ObjectNode> chunks = Messages.artifacts(messageId);
        for (int i = 0; i < chunks.size(); i++) {
            book.artifact(entry, chunks.get(i).deepCopy(), i > 0);
        }
        book.move(entry, "TASK_STATE_COMPLETED", Optional.of(Messages.ofAgent("done")));
    }

    private BlockingQueue<Optional<ObjectNode>> sendForStream(ObjectNode params) {
        JsonNode message = Messages.checked(params);
        String id = message.path("messageId").asText();
        if (id.startsWith("tck-message-response")) {
            BlockingQueue<Optional<ObjectNode>> one = new LinkedBlockingQueue<>();
            ObjectNode event = JSON.createObjectNode();
            event.set("message", Messages.ofAgent("a direct answer"));
            one.add(Optional.of(event));
            one.add(Optional.empty());
            return one;
        }
        TaskBook.Entry entry = entry(message);
        BlockingQueue<Optional<ObjectNode>> events = book.watch(entry);
        begin(entry, id);
        return events;
    }

    private BlockingQueue<Optional<ObjectNode>> subscribe(ObjectNode params) {
        TaskBook.Entry entry = book.require(params.path("id").asText());
        if (Tasks.isTerminal(entry.task)) {
            throw new AgentFault(SpecError.UNSUPPORTED_OPERATION, "the task has ended");
        }
        return book.watch(entry);
    }

    private ObjectNode get(ObjectNode params) {
        if (params.path("historyLength").asInt() < 0) {
            throw new AgentFault(SpecError.INVALID_PARAMS, "historyLength is below 0");
        }
        ObjectNode task = book.copy(book.require(params.path("id").asText()));
        cutHistory(task, params.path("historyLength"));
        return task;
    }

    static void cutHistory(ObjectNode task, JsonNode length) {
        if (length.isMissingNode() || !task.has("history")) {
            return;
        }
        while (task.path("history").size() > length.asInt()) {
            task.withArray("history").remove(0);
        }
        if (task.path("history").isEmpty()) {
            task.remove("history");
        }
    }

    private ObjectNode cancel(ObjectNode params) {
        TaskBook.Entry entry = book.require(params.path("id").asText());
        if (Tasks.isTerminal(entry.task)) {
            throw new AgentFault(SpecError.TASK_NOT_CANCELABLE, "the task has ended");
        }
        book.move(entry, "TASK_STATE_CANCELED", Optional.empty());
        return book.copy(entry);
    }

    private void registerConfig(TaskBook.Entry entry, ObjectNode params) {
        JsonNode config = params.path("configuration").path("taskPushNotificationConfig");
        if (config.isObject()) {
            ObjectNode copy = config.deepCopy();
            copy.set("taskId", entry.task.path("id"));
            createConfig(copy);
        }
    }

    private ObjectNode createConfig(ObjectNode params) {
        TaskBook.Entry entry = book.require(params.path("taskId").asText());
        ObjectNode config = params.deepCopy();
        if (config.path("id").asText().isEmpty()) {
            config.put("id", "config-" + ++lastConfig);
        }
        entry.configs.put(config.path("id").asText(), config);
        return config.deepCopy();
    }

    private ObjectNode config(ObjectNode params) {
        ObjectNode config = book.require(params.path("taskId").asText())
                .configs
                .get(params.path("id").asText());
        if (config == null) {
            throw new AgentFault(SpecError.TASK_NOT_FOUND, "no such configuration");
        }
        return config;
    }

    private ObjectNode listConfigs(ObjectNode params) {
        ObjectNode list = JSON.createObjectNode();
        list.putArray("configs")
                .addAll(book.require(params.path("taskId").asText()).configs.values().stream()
                        .map(ObjectNode::deepCopy)
                        .toList());
        return list;
    }

    private ObjectNode deleteConfig(ObjectNode params) {
        book.require(params.path("taskId").asText())
                .configs
                .remove(params.path("id").asText());
        return JSON.createObjectNode();
    }

    @Override
    public void close() {
        book.close();
    }
}
