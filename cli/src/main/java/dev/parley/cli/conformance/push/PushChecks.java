package dev.parley.cli.conformance.push;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Script;
import dev.parley.cli.conformance.suite.Shape;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.cli.conformance.wire.Webhook;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Push notification configurations, and what a webhook receives. */
public final class PushChecks {
    private static final A2aMethod CREATE = A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG;
    private static final A2aMethod GET = A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG;
    private static final A2aMethod LIST = A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS;
    private static final A2aMethod DELETE = A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG;

    /** In which an agent would have told a webhook that it still knows. */
    private static final Duration A_WHILE = Duration.ofMillis(500);

    private PushChecks() {}

    public static List<Check> all() {
        return List.of(
                Check.each(
                                MUST,
                                "push/undeclared",
                                "3.3.4",
                                "where push is not declared, its operations are a PushNotificationNotSupported",
                                PushChecks::undeclared)
                        .covers("CORE-CAP-001"),
                Check.each(MUST, "push/create", "3.1.7", "a configuration is made, with an id", PushChecks::create)
                        .covers("PUSH-CREATE-001"),
                Check.each(
                        MUST,
                        "push/create-unknown-task",
                        "3.1.7",
                        "a configuration for an unknown task is a TaskNotFound",
                        PushChecks::createUnknown),
                Check.each(
                                MUST,
                                "push/get",
                                "3.1.8",
                                "a configuration is given as it was made, and stays",
                                PushChecks::get)
                        .covers("PUSH-GET-001", "PUSH-CREATE-002"),
                Check.each(
                                MUST,
                                "push/get-unknown",
                                "3.1.8",
                                "a configuration that does not exist is a TaskNotFound",
                                PushChecks::getUnknown)
                        .covers("PUSH-GET-002"),
                Check.each(MUST, "push/list", "3.1.9", "all configurations of a task are listed", PushChecks::list)
                        .covers("PUSH-LIST-001"),
                Check.each(
                                MUST,
                                "push/delete",
                                "3.1.10",
                                "a deleted configuration is gone, and its webhook hears no more of the task",
                                PushChecks::delete)
                        .covers("PUSH-DEL-001"),
                Check.each(
                                MUST,
                                "push/delete-again",
                                "3.1.10",
                                "deleting again is not an error",
                                PushChecks::deleteAgain)
                        .covers("PUSH-DEL-002"),
                Check.each(
                                MUST,
                                "push/delivers",
                                "4.3.3",
                                "the webhook is told of the task's end, by POST",
                                PushChecks::delivers)
                        .covers("PUSH-DELIVER-002", "PUSH-CREATE-001"),
                Check.each(
                                MUST,
                                "push/payload",
                                "4.3.3",
                                "what the webhook receives is a StreamResponse about the task",
                                PushChecks::payload)
                        .covers("PUSH-DELIVER-003"),
                Check.each(
                                MUST,
                                "push/authentication",
                                "4.3.3",
                                "what the webhook receives has the credentials of the configuration",
                                PushChecks::authentication)
                        .covers("PUSH-DELIVER-001"),
                Check.each(
                                MUST,
                                "push/with-send",
                                "3.2.2",
                                "a configuration in a message is one for its task",
                                PushChecks::withSend)
                        .covers("PUSH-DELIVER-002"),
                Check.each(
                        SHOULD,
                        "push/media-type",
                        "4.3.3",
                        "what the webhook receives is application/a2a+json",
                        PushChecks::mediaType));
    }

    private static ObjectNode config(String taskId, String url) {
        ObjectNode config = Probe.object().put("taskId", taskId).put("url", url);
        config.putObject("authentication").put("scheme", "Bearer").put("credentials", "parley-credentials");
        return config;
    }

    private static JsonNode make(Probe probe, JsonNode task, String url) {
        Reply reply = probe.wire().call(CREATE, config(task.path("id").asText(), url));
        if (reply instanceof Reply.Refused refused && refused.fault().is(SpecError.INVALID_PARAMS)) {
            throw new Verdict.Skipped(
                    "the agent refuses webhooks at " + url + " (--webhook-host names another): " + reply.described());
        }
        return Probe.result(reply);
    }

    private static String elsewhere(Probe probe) {
        return "http://" + probe.webhookHost() + ":9/notifications";
    }

    private static JsonNode made(Probe probe, JsonNode task) {
        probe.needs("pushNotifications");
        return make(probe, task, elsewhere(probe));
    }

    private static JsonNode aTask(Probe probe) {
        probe.needs("pushNotifications");
        return probe.openTask();
    }

    private static ObjectNode named(JsonNode task, JsonNode config) {
        return Probe.object()
                .put("taskId", task.path("id").asText())
                .put("id", config.path("id").asText());
    }

    private static void undeclared(Probe probe) {
        probe.needsNo("pushNotifications");
        JsonNode task = probe.sendForTask(Script.COMPLETE);
        ObjectNode named = named(task, Probe.object().put("id", "any"));
        probe.refused(
                probe.wire().call(CREATE, config(task.path("id").asText(), elsewhere(probe))),
                SpecError.PUSH_NOTIFICATION_NOT_SUPPORTED);
        probe.refused(probe.wire().call(GET, named), SpecError.PUSH_NOTIFICATION_NOT_SUPPORTED);
        probe.refused(probe.wire().call(DELETE, named), SpecError.PUSH_NOTIFICATION_NOT_SUPPORTED);
        named.remove("id");
        probe.refused(probe.wire().call(LIST, named), SpecError.PUSH_NOTIFICATION_NOT_SUPPORTED);
    }

    private static void create(Probe probe) {
        JsonNode config = made(probe, aTask(probe));
        expect(
                !config.path("id").asText().isEmpty()
                        && config.path("url").asText().equals(elsewhere(probe)),
                "a configuration with an id and the url " + elsewhere(probe),
                config);
    }

    private static void createUnknown(Probe probe) {
        probe.needs("pushNotifications");
        probe.refused(probe.wire().call(CREATE, config(probe.unknownId(), elsewhere(probe))), SpecError.TASK_NOT_FOUND);
    }

    private static void get(Probe probe) {
        JsonNode task = aTask(probe);
        JsonNode config = made(probe, task);
        JsonNode got = probe.result(GET, named(task, config));
        expect(
                got.path("id").equals(config.path("id")) && got.path("url").equals(config.path("url")),
                "the configuration " + config.path("id") + " for " + config.path("url"),
                got);
    }

    private static void getUnknown(Probe probe) {
        JsonNode task = aTask(probe);
        Reply reply = probe.wire().call(GET, named(task, Probe.object().put("id", "no-such-configuration")));
        probe.refused(reply, SpecError.TASK_NOT_FOUND);
    }

    private static List<String> listed(Probe probe, JsonNode task) {
        ObjectNode params = Probe.object().put("taskId", task.path("id").asText());
        return probe.result(LIST, params).path("configs").findValuesAsText("id");
    }

    private static void list(Probe probe) {
        JsonNode task = aTask(probe);
        JsonNode one = made(probe, task);
        ObjectNode second = config(task.path("id").asText(), elsewhere(probe)).put("id", "second-configuration");
        JsonNode two = probe.result(CREATE, second);
        List<String> ids = listed(probe, task);
        expect(
                ids.contains(one.path("id").asText())
                        && ids.contains(two.path("id").asText()),
                "the configurations " + one.path("id") + " and " + two.path("id"),
                ids);
    }

    private static void delete(Probe probe) throws Exception {
        JsonNode task = aTask(probe);
        try (Webhook webhook = new Webhook(probe.webhookHost(), probe.transcript())) {
            JsonNode config = make(probe, task, webhook.url());
            probe.result(DELETE, named(task, config));
            List<String> ids = listed(probe, task);
            expect(!ids.contains(config.path("id").asText()), "no configuration " + config.path("id"), ids);
            probe.refused(probe.wire().call(GET, named(task, config)), SpecError.TASK_NOT_FOUND);
            // what was on its way when the configuration was deleted may still come; the end was not
            JsonNode ended =
                    Tasks.task(probe.wire().call(A2aMethod.SEND_MESSAGE, probe.followUp(Script.COMPLETE, task)));
            if (Tasks.isTerminal(ended)) {
                Optional<String> lacking = webhook.readTo(one -> tells(one, Tasks.state(ended)), A_WHILE);
                expect(lacking.isPresent(), "nothing about the end at " + webhook.url(), Tasks.state(ended));
            }
        }
    }

    private static void deleteAgain(Probe probe) {
        JsonNode task = aTask(probe);
        JsonNode config = made(probe, task);
        probe.result(DELETE, named(task, config));
        probe.result(DELETE, named(task, config));
    }

    private interface Receiver {
        void received(HttpReply notification, JsonNode task) throws Exception;
    }

    /** Makes a configuration on an open task, ends the task and hands on what the webhook receives, the end included. */
    private static void notified(Probe probe, Receiver receiver) throws Exception {
        JsonNode task = aTask(probe);
        try (Webhook webhook = new Webhook(probe.webhookHost(), probe.transcript())) {
            make(probe, task, webhook.url());
            String end = Tasks.state(probe.finish(task));
            awaitEnd(probe, webhook, end, notification -> receiver.received(notification, task));
        }
    }

    private interface Each {
        void of(HttpReply notification) throws Exception;
    }

    private static void awaitEnd(Probe probe, Webhook webhook, String end, Each each) throws Exception {
        Webhook.Reader reader = notification -> {
            each.of(notification);
            return tells(notification, end);
        };
        Optional<String> lacking = webhook.readTo(reader, probe.timeout());
        if (lacking.isPresent()) {
            throw new Verdict.Failed("a notification of " + end + " at " + webhook.url(), lacking.get());
        }
    }

    private static boolean tells(HttpReply notification, String state) {
        JsonNode body = notification.json().orElseGet(Probe::object);
        return Tasks.state(body.path("task")).equals(state)
                || Tasks.state(body.path("statusUpdate")).equals(state);
    }

    private static void delivers(Probe probe) throws Exception {
        notified(probe, (notification, task) -> {});
    }

    private static void payload(Probe probe) throws Exception {
        notified(probe, (notification, task) -> {
            JsonNode body =
                    notification.json().orElseThrow(() -> new Verdict.Failed("a JSON document", notification.text()));
            List<Shape.Violation> wrong = Shape.violations(body, StreamResponse.getDescriptor());
            expect(wrong.isEmpty(), "a StreamResponse as the specification has it", wrong);
            String about = body.has("task")
                    ? body.path("task").path("id").asText()
                    : body.path(body.fieldNames().next()).path("taskId").asText();
            expect(about.equals(task.path("id").asText()), "the task " + task.path("id"), body);
        });
    }

    private static void authentication(Probe probe) throws Exception {
        notified(probe, (notification, task) -> {
            Map<String, List<String>> headers = notification.headers().map();
            String sent = notification.headers().firstValue("Authorization").orElse("");
            expect(
                    sent.equals("Bearer parley-credentials"),
                    "Authorization with scheme and credentials of the configuration",
                    sent.isEmpty() ? "none among " + headers.keySet() : "other ones");
        });
    }

    private static void mediaType(Probe probe) throws Exception {
        notified(
                probe,
                (notification, task) -> expect(
                        notification.mediaType().equals("application/a2a+json"),
                        "application/a2a+json",
                        notification.mediaType()));
    }

    private static void withSend(Probe probe) throws Exception {
        probe.needs("pushNotifications");
        try (Webhook webhook = new Webhook(probe.webhookHost(), probe.transcript())) {
            ObjectNode params = probe.params(Script.COMPLETE);
            ObjectNode config = config("", webhook.url());
            config.remove("taskId");
            params.putObject("configuration").set("taskPushNotificationConfig", config);
            Reply reply = probe.wire().call(A2aMethod.SEND_MESSAGE, params);
            if (reply instanceof Reply.Refused refused && refused.fault().is(SpecError.INVALID_PARAMS)) {
                throw new Verdict.Skipped("the agent refuses webhooks at " + webhook.url() + ": " + reply.described());
            }
            JsonNode task = Tasks.task(new Reply.Result(Probe.result(reply)));
            if (!Tasks.isTerminal(task)) {
                throw new Verdict.Skipped("no finished task could be provoked: " + Tasks.state(task));
            }
            awaitEnd(probe, webhook, Tasks.state(task), notification -> {});
        }
    }
}
