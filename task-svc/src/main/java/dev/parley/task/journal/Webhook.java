package dev.parley.task.journal;

import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of a task are to be posted: a push notification config that has been found good.
 *
 * @param token empty for none
 * @param scheme of the Authorization header; null for no authentication
 * @param version the A2A version, Major.Minor, that it was made in and is called in
 */
public record Webhook(
        String id, String url, String token, @Nullable String scheme, String credentials, String version) {

    /** As callers see it. */
    public TaskPushNotificationConfig toConfig(String taskId) {
        TaskPushNotificationConfig.Builder config = TaskPushNotificationConfig.newBuilder()
                .setId(id)
                .setTaskId(taskId)
                .setUrl(url)
                .setToken(token);
        if (scheme != null) {
            config.setAuthentication(
                    AuthenticationInfo.newBuilder().setScheme(scheme).setCredentials(credentials));
        }
        return config.build();
    }
}
