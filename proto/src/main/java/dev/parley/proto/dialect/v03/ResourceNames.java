package dev.parley.proto.dialect.v03;

import dev.parley.proto.dialect.Faults;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How 0.3 names tasks and their webhooks: {@code tasks/{id}}, {@code tasks/{id}/pushNotificationConfigs/{id}}. */
final class ResourceNames {
    private static final String TASKS = "tasks/";
    private static final String CONFIGS = "/pushNotificationConfigs";
    private static final Pattern TASK = Pattern.compile(TASKS + "([^/]+)");
    private static final Pattern PARENT = Pattern.compile(TASKS + "([^/]+)(?:" + CONFIGS + "/?)?");
    private static final Pattern CONFIG = Pattern.compile(TASKS + "([^/]+)" + CONFIGS + "/([^/]+)");
    private static final int MAX_SHOWN = 200;

    private ResourceNames() {}

    /** A webhook and the task it is for; both empty where the name was none. */
    record Config(String taskId, String id) {}

    static String ofTask(String taskId) {
        return TASKS + taskId;
    }

    static String ofConfig(String taskId, String id) {
        return TASKS + taskId + CONFIGS + "/" + id;
    }

    /** @return the task's id; empty where the name is none, which is a fault then */
    static String taskId(String name, Faults faults, String path) {
        return first(TASK, name, faults, path, "tasks/{id}");
    }

    /** As {@link #taskId}; the collection of the task's webhooks names the task too. */
    static String parentTaskId(String name, Faults faults, String path) {
        return first(PARENT, name, faults, path, "tasks/{id}");
    }

    static Config config(String name, Faults faults, String path) {
        Matcher matcher = CONFIG.matcher(name);
        if (!matcher.matches()) {
            fault(name, faults, path, "tasks/{id}/pushNotificationConfigs/{id}");
            return new Config("", "");
        }
        return new Config(matcher.group(1), matcher.group(2));
    }

    /** @return the task's id, empty where the name names no task */
    static String taskIdOfConfig(String name) {
        String start = name.startsWith(TASKS) ? name.substring(TASKS.length()) : "";
        int end = start.indexOf('/');
        return end < 0 ? start : start.substring(0, end);
    }

    private static String first(Pattern pattern, String name, Faults faults, String path, String expected) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            fault(name, faults, path, expected);
            return "";
        }
        return matcher.group(1);
    }

    private static void fault(String name, Faults faults, String path, String expected) {
        String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "…" : name;
        faults.add(path, "\"" + shown + "\" (expected: " + expected + ")");
    }
}
