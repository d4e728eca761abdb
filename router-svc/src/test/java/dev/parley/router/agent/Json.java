package dev.parley.router.agent;

/** What an agent of A2A 1.0 says, as JSON. */
public final class Json {
    private Json() {}

    public static String task(String id, String state) {
        return "{\"task\":" + bareTask(id, state) + "}";
    }

    public static String bareTask(String id, String state) {
        return "{\"id\":\"" + id + "\",\"contextId\":\"c1\",\"status\":{\"state\":\"TASK_STATE_" + state + "\"}}";
    }

    public static String status(String id, String state) {
        return "{\"statusUpdate\":{\"taskId\":\"" + id + "\",\"contextId\":\"c1\",\"status\":{\"state\":\"TASK_STATE_"
                + state + "\"}}}";
    }

    public static String artifact(String id, String text) {
        return "{\"artifactUpdate\":{\"taskId\":\"" + id
                + "\",\"contextId\":\"c1\",\"append\":true,\"artifact\":{\"artifactId\":\"a1\",\"parts\":[{\"text\":\""
                + text + "\"}]}}}";
    }

    public static String message(String text) {
        return "{\"message\":{\"messageId\":\"m1\",\"role\":\"ROLE_AGENT\",\"parts\":[{\"text\":\"" + text + "\"}]}}";
    }
}
