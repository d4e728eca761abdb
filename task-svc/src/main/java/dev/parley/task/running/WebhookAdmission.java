package dev.parley.task.running;

import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;

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
}
