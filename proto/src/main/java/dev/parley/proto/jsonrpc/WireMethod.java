package dev.parley.proto.jsonrpc;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v01json.TaskSendParams;
import dev.parley.proto.a2a.v03json.AgentCard;
import dev.parley.proto.a2a.v03json.Answer;
import dev.parley.proto.a2a.v03json.DeleteTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.GetTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.ListTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.ListTasksParams;
import dev.parley.proto.a2a.v03json.ListTasksResult;
import dev.parley.proto.a2a.v03json.MessageSendParams;
import dev.parley.proto.a2a.v03json.TaskIdParams;
import dev.parley.proto.a2a.v03json.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v03json.TaskQueryParams;
import dev.parley.proto.dialect.A2aVersion;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An operation by the name that one version gives it over JSON-RPC.
 *
 * @param params the default instance of what the params are read into
 * @param result the default instance of what the result is read into; of one element where the result is an array
 */
public record WireMethod(
        String name, A2aVersion version, Words words, A2aMethod operation, Message params, Message result) {
    /** What the params and the result are written in. */
    enum Words {
        V1_0,
        V0_3,
        /** Of callers only. Its version counts as 0.3: a caller of 0.1 states none. */
        V0_1
    }

    private static final Map<String, WireMethod> BY_NAME = new HashMap<>();
    private static final Map<A2aVersion, Map<A2aMethod, WireMethod>> BY_OPERATION = new EnumMap<>(A2aVersion.class);
    private static final Map<A2aMethod, WireMethod> SHARED_WITH_V01 = new EnumMap<>(A2aMethod.class);

    private static final Message V01_QUERY = dev.parley.proto.a2a.v01json.TaskQueryParams.getDefaultInstance();
    private static final Message V01_CONFIG =
            dev.parley.proto.a2a.v01json.TaskPushNotificationConfig.getDefaultInstance();

    static {
        Arrays.stream(A2aMethod.values())
                .map(operation -> new WireMethod(
                        operation.wireName(), A2aVersion.V1_0, operation, operation.request(), operation.reply()))
                .forEach(WireMethod::add);
        addOld("message/send", A2aMethod.SEND_MESSAGE, MessageSendParams.getDefaultInstance());
        addOld("message/stream", A2aMethod.SEND_STREAMING_MESSAGE, MessageSendParams.getDefaultInstance());
        addOld("tasks/get", A2aMethod.GET_TASK, TaskQueryParams.getDefaultInstance());
        addOld("tasks/cancel", A2aMethod.CANCEL_TASK, TaskIdParams.getDefaultInstance());
        addOld("tasks/resubscribe", A2aMethod.SUBSCRIBE_TO_TASK, TaskIdParams.getDefaultInstance());
        add(new WireMethod(
                "tasks/list",
                A2aVersion.V0_3,
                A2aMethod.LIST_TASKS,
                ListTasksParams.getDefaultInstance(),
                ListTasksResult.getDefaultInstance()));
        addPush("set", A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG, TaskPushNotificationConfig.getDefaultInstance());
        addPush(
                "get",
                A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG,
                GetTaskPushNotificationConfigParams.getDefaultInstance());
        addPush(
                "list",
                A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                ListTaskPushNotificationConfigParams.getDefaultInstance());
        add(new WireMethod(
                "tasks/pushNotificationConfig/delete",
                A2aVersion.V0_3,
                A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG,
                DeleteTaskPushNotificationConfigParams.getDefaultInstance(),
                Empty.getDefaultInstance()));
        add(new WireMethod(
                "agent/getAuthenticatedExtendedCard",
                A2aVersion.V0_3,
                A2aMethod.GET_EXTENDED_AGENT_CARD,
                Empty.getDefaultInstance(),
                AgentCard.getDefaultInstance()));
        addFirst("tasks/send", A2aMethod.SEND_MESSAGE, TaskSendParams.getDefaultInstance());
        addFirst("tasks/sendSubscribe", A2aMethod.SEND_STREAMING_MESSAGE, TaskSendParams.getDefaultInstance());
        addFirst("tasks/pushNotification/set", A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG, V01_CONFIG);
        addFirst("tasks/pushNotification/get", A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG, V01_QUERY);
        // in 0.3 too, so the name alone does not say that they are meant
        addShared("tasks/get", A2aMethod.GET_TASK);
        addShared("tasks/cancel", A2aMethod.CANCEL_TASK);
        addShared("tasks/resubscribe", A2aMethod.SUBSCRIBE_TO_TASK);
        // never in any version of A2A, but in tools that are about
        alias("message.send", "message/send");
        alias("message.stream", "message/stream");
        alias("tasks.get", "tasks/get");
        alias("tasks.list", "tasks/list");
        alias("tasks.cancel", "tasks/cancel");
        alias("tasks.resubscribe", "tasks/resubscribe");
    }

    private WireMethod(String name, A2aVersion version, A2aMethod operation, Message params, Message result) {
        this(name, version, version == A2aVersion.V1_0 ? Words.V1_0 : Words.V0_3, operation, params, result);
    }

    /** Nobody reads a result of 0.1 here, so its type is open. */
    private static WireMethod first(String name, A2aMethod operation, Message params) {
        return new WireMethod(name, A2aVersion.V0_3, Words.V0_1, operation, params, Empty.getDefaultInstance());
    }

    private static void addFirst(String name, A2aMethod operation, Message params) {
        BY_NAME.put(name, first(name, operation, params));
    }

    private static void addShared(String name, A2aMethod operation) {
        SHARED_WITH_V01.put(operation, first(name, operation, V01_QUERY));
    }

    private static void addOld(String name, A2aMethod operation, Message params) {
        add(new WireMethod(name, A2aVersion.V0_3, operation, params, Answer.getDefaultInstance()));
    }

    private static void addPush(String verb, A2aMethod operation, Message params) {
        add(new WireMethod(
                "tasks/pushNotificationConfig/" + verb,
                A2aVersion.V0_3,
                operation,
                params,
                TaskPushNotificationConfig.getDefaultInstance()));
    }

    private static void add(WireMethod method) {
        BY_NAME.put(method.name, method);
        BY_OPERATION
                .computeIfAbsent(method.version, unused -> new EnumMap<>(A2aMethod.class))
                .put(method.operation, method);
    }

    private static void alias(String name, String of) {
        BY_NAME.put(name, BY_NAME.get(of));
    }

    static Optional<WireMethod> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** For a method of 0.3: the one of 0.1 that has the same name; empty when there is none. */
    Optional<WireMethod> inV01() {
        return words == Words.V0_3 ? Optional.ofNullable(SHARED_WITH_V01.get(operation)) : Optional.empty();
    }

    /** Whether 0.1 has it, alone or by the same name as 0.3. */
    boolean isOfV01() {
        return words == Words.V0_1 || inV01().isPresent();
    }

    static WireMethod of(A2aVersion version, A2aMethod operation) {
        WireMethod method = BY_OPERATION.getOrDefault(version, Map.of()).get(operation);
        if (method == null) {
            throw new IllegalArgumentException(
                    operation.wireName() + " in A2A " + version.number() + " (expected: an operation it has)");
        }
        return method;
    }
}
