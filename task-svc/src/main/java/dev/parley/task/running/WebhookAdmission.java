package dev.parley.task.running;

import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;
import org.jspecify.annotations.Nullable;

/** What intake asks of a webhook that comes with a message. */
public interface WebhookAdmission {
    /**
     * @param version the A2A version of the call, Major.Minor; empty for 1.0
     * @param path of the config in the call
     * @throws A2aException INVALID_PARAMS for one that may not be called
     */
    Webhook admit(TaskPushNotificationConfig stated, String version, String path);

    /**
     * @throws A2aException INVALID_PARAMS when the task has as many others as it may
     */
    void requireRoom(TaskKey task, Webhook next);

    /**
     * The webhook that comes with a message; null for none.
     *
     * @throws A2aException INVALID_PARAMS for one that may not be called
     */
    default @Nullable Webhook comingWith(SendMessageCall call) {
        SendMessageConfiguration wishes = call.getRequest().getConfiguration();
        return wishes.hasTaskPushNotificationConfig()
                ? admit(
                        wishes.getTaskPushNotificationConfig(),
                        call.getProtocolVersion(),
                        "$.configuration.taskPushNotificationConfig")
                : null;
    }
}
