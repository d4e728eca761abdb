package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.each;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.v03.wire.V03Error;
import dev.parley.cli.conformance.v03.wire.V03Method;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** tasks/pushNotificationConfig/… and what a webhook receives (§7.5 to §7.8, §9.5 of 0.3). */
final class V03PushChecks {
    private static final String PUSH = "pushNotifications";
    private static final String TOKEN = "parley-token";

    private V03PushChecks() {}

    static List<Check> all() {
        return List.of(
                each(
                        "push-undeclared",
                        "8.2",
                        "where push is not declared, its methods are a PushNotificationNotSupported",
                        V03PushChecks::undeclared),
                each("push-set", "7.5", "a configuration is made, and confirmed", V03PushChecks::set),
                each(
                        "push-set-unknown",
                        "7.5",
                        "a configuration for an unknown task is a TaskNotFound",
                        V03PushChecks::setUnknown),
                each("push-get", "7.6", "a configuration is given as it was made", V03PushChecks::get),
                each(
                        "push-get-unknown",
                        "7.6",
                        "a configuration of an unknown task is an error",
                        V03PushChecks::getUnknown),
                each("push-list", "7.7", "a task's configurations are listed", V03PushChecks::list),
                each(
                        "push-list-unknown",
                        "7.7",
                        "listing those of an unknown task is an error, or empty",
                        V03PushChecks::listUnknown),
                each("push-delete", "7.8", "a deleted configuration is gone", V03PushChecks::delete),
                each(
                        "push-delete-unknown",
                        "7.8",
                        "deleting what does not exist is an error, or deletes nothing",
                        V03PushChecks::deleteUnknown),
                each("push-delivers", "9.5", "the webhook is told of the task's end", V03PushChecks::delivers),
                each(
                        "push-payload",
                        "9.5",
                        "what the webhook receives is the task, in the words of 0.3",
                        V03PushChecks::payload),
                each(
                        "push-token",
                        "6.8",
                        "what the webhook receives has the token of the configuration",
                        V03PushChecks::token));
    }

    private static ObjectNode params(String task, String url) {
        ObjectNode params = Probe.object().put("taskId", task);
        params.putObject("pushNotificationConfig")
                .put("id", "parley-configuration")
                .put("url", url)
                .put("token", TOKEN);
        return params;
    }

    private static ObjectNode named(JsonNode task, JsonNode config) {
        return V03Agent.id(task)
                .put(
                        "pushNotificationConfigId",
                        config.path("pushNotificationConfig").path("id").asText("parley-configuration"));
    }

    private static String elsewhere(AgentProbe probe) {
        return "http://" + probe.webhookHost() + ":9/notifications";
    }

    private static JsonNode made(V03Agent agent, JsonNode task, String url) {
        Reply reply =
                agent.wire().call(V03Method.PUSH_SET, params(task.path("id").asText(), url));
        if (reply instanceof Reply.Refused refused && V03Error.INVALID_PARAMS.is(refused.fault())) {
            throw new Verdict.Skipped(
                    "the agent refuses webhooks at " + url + " (--webhook-host names another): " + reply.described());
        }
        return agent.result(reply);
    }

    private static void undeclared(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.without(PUSH, probe, binding);
        JsonNode task = agent.task(Script.COMPLETE);
        V03Error[] expected = {V03Error.PUSH_NOTIFICATION_NOT_SUPPORTED, V03Error.UNSUPPORTED_OPERATION};
        ObjectNode named = named(task, Probe.object());
        agent.refused(V03Method.PUSH_SET, params(task.path("id").asText(), elsewhere(probe)), expected);
        agent.refused(V03Method.PUSH_GET, named, expected);
    }

    private static void set(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        JsonNode task = agent.openTask();
        JsonNode config = made(agent, task, elsewhere(probe));
        expect(
                config.path("taskId").equals(task.path("id"))
                        && config.path("pushNotificationConfig")
                                .path("url")
                                .asText()
                                .equals(elsewhere(probe)),
                "the configuration of the task " + task.path("id") + " for " + elsewhere(probe),
                config);
    }

    private static void setUnknown(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        agent.refused(V03Method.PUSH_SET, params(probe.unknownId(), elsewhere(probe)), V03Error.TASK_NOT_FOUND);
    }

    private static void get(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        JsonNode task = agent.openTask();
        JsonNode made = made(agent, task, elsewhere(probe));
        JsonNode got = agent.result(V03Method.PUSH_GET, named(task, made));
        expect(
                got.path("taskId").equals(task.path("id"))
                        && got.path("pushNotificationConfig")
                                .path("url")
                                .asText()
                                .equals(elsewhere(probe)),
                "the configuration of the task " + task.path("id") + " for " + elsewhere(probe),
                got);
    }

    private static void getUnknown(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        Reply reply = agent.wire()
                .call(V03Method.PUSH_GET, agent.unknown().put("pushNotificationConfigId", "no-such-configuration"));
        expect(reply instanceof Reply.Refused, "an error", reply.described());
    }

    private static List<String> urls(V03Agent agent, JsonNode task) {
        List<String> urls = new ArrayList<>();
        JsonNode result = agent.result(V03Method.PUSH_LIST, V03Agent.id(task));
        result.forEach(config ->
                urls.add(config.path("pushNotificationConfig").path("url").asText()));
        return urls;
    }

    private static void list(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        JsonNode task = agent.openTask();
        List<String> before = urls(agent, task);
        expect(before.isEmpty(), "no configurations of a new task", before);
        made(agent, task, elsewhere(probe));
        List<String> urls = urls(agent, task);
        expect(urls.equals(List.of(elsewhere(probe))), "the one configuration for " + elsewhere(probe), urls);
    }

    private static void listUnknown(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        Reply reply = agent.wire().call(V03Method.PUSH_LIST, agent.unknown());
        boolean empty = reply instanceof Reply.Result result
                && agent.wire().words(result.body()).isEmpty();
        expect(reply instanceof Reply.Refused || empty, "an error, or no configurations", reply.described());
    }

    private static void delete(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        JsonNode task = agent.openTask();
        JsonNode made = made(agent, task, elsewhere(probe));
        agent.result(V03Method.PUSH_DELETE, named(task, made));
        List<String> urls = urls(agent, task);
        expect(urls.isEmpty(), "no configurations", urls);
    }

    private static void deleteUnknown(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        JsonNode task = agent.openTask();
        made(agent, task, elsewhere(probe));
        ObjectNode named = V03Agent.id(task).put("pushNotificationConfigId", "no-such-configuration");
        Reply reply = agent.wire().call(V03Method.PUSH_DELETE, named);
        expect(!(reply instanceof Reply.Garbled), "an error, or a result", reply.described());
        List<String> urls = urls(agent, task);
        expect(urls.equals(List.of(elsewhere(probe))), "the one configuration for " + elsewhere(probe), urls);
    }

    private interface Each {
        void of(HttpReply notification, JsonNode task);
    }

    /** Makes a configuration on an open task, ends the task and hands on what the webhook receives, the end included. */
    private static void notified(AgentProbe probe, Binding binding, Each each) throws Exception {
        V03Agent agent = V03Agent.with(PUSH, probe, binding);
        JsonNode task = agent.openTask();
        try (Webhook webhook = new Webhook(probe.webhookHost(), probe.transcript())) {
            made(agent, task, webhook.url());
            JsonNode ended = agent.task(agent.followUp(Script.COMPLETE, task));
            if (!V03Agent.hasEnded(ended)) {
                throw new Verdict.Skipped("a follow-up did not end the task: " + V03Agent.state(ended));
            }
            String end = V03Agent.state(ended);
            Webhook.Reader reader = notification -> {
                each.of(notification, task);
                return isOf(notification.json().orElseGet(Probe::object), end);
            };
            Optional<String> lacking = webhook.readTo(reader, probe.timeout());
            if (lacking.isPresent()) {
                throw new Verdict.Failed("a notification of " + end + " at " + webhook.url(), lacking.get());
            }
        }
    }

    /** In whichever form: a check of its own is about that. */
    private static boolean isOf(JsonNode seen, String end) {
        String state =
                V03Agent.state(seen.has("status") ? seen : seen.path(seen.has("task") ? "task" : "statusUpdate"));
        return state.toLowerCase(java.util.Locale.ROOT)
                .replace("task_state_", "")
                .equals(end);
    }

    private static void delivers(AgentProbe probe, Binding binding) throws Exception {
        notified(probe, binding, (notification, task) -> {});
    }

    private static void payload(AgentProbe probe, Binding binding) throws Exception {
        notified(probe, binding, (notification, task) -> {
            JsonNode body =
                    notification.json().orElseThrow(() -> new Verdict.Failed("a JSON document", notification.text()));
            expect(body.path("kind").asText().equals("task"), "a Task of 0.3", body);
            List<String> wrong = V03Shape.violations(body);
            expect(wrong.isEmpty(), "a Task of 0.3 as the specification has it", wrong);
            expect(body.path("id").equals(task.path("id")), "the task " + task.path("id"), body);
        });
    }

    private static void token(AgentProbe probe, Binding binding) throws Exception {
        notified(probe, binding, (notification, task) -> {
            String sent = notification
                    .headers()
                    .firstValue("X-A2A-Notification-Token")
                    .orElse("");
            expect(sent.equals(TOKEN), "X-A2A-Notification-Token with the configuration's token", sent);
        });
    }
}
