package dev.parley.envoy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.parley.proto.embed.v1.EmbedServiceGrpc;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import dev.parley.proto.router.v1.RouterServiceGrpc;
import dev.parley.proto.task.v1.DeadLetterServiceGrpc;
import dev.parley.proto.task.v1.HistoryServiceGrpc;
import dev.parley.proto.task.v1.ReplayServiceGrpc;
import dev.parley.proto.task.v1.TaskFileServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often each internal method may be made: whoever adds a method decides it here too. */
class EgressRoutesTest {
    private static final Map<String, List<String>> EXPECTED = Map.of(
            "hedged",
            List.of(
                    "GetTask",
                    "GetTaskHistory",
                    "ListDeadLetters",
                    "GetDeadLetter",
                    "ListTasks",
                    "GetPushConfig",
                    "ListPushConfigs",
                    "ListDeliveries",
                    "FindClientTask",
                    "GetTaskServiceStatus",
                    "GetEventExport",
                    "Route",
                    "GetTaskWire",
                    "GetAgentActivity",
                    "GetAgent",
                    "ListAgents",
                    "GetRegistryStatus",
                    "SubscribeToTask",
                    "Resume"),
            "repeatable",
            List.of("WatchAgents", "WatchClusters", "FindAgents", "Embed", "EmbedBatch", "Call"),
            "joined",
            List.of("SendMessage", "StreamMessage"),
            "once",
            List.of(
                    "WithdrawAnswer",
                    "EditDeadLetter",
                    "RedriveDeadLetters",
                    "DiscardDeadLetters",
                    "ReplayTask",
                    "ExportTask",
                    "ImportTask",
                    "CancelTask",
                    "CreatePushConfig",
                    "DeletePushConfig",
                    "GetRemoteTask",
                    "CancelRemoteTask",
                    "GetExtendedAgentCard",
                    "RegisterAgent",
                    "UpdateAgent",
                    "DeleteAgent",
                    "SetMaintenance",
                    "SetAgentListener",
                    "ReportSidecar"));

    @Test
    void everyMethod_isRepeatedAsItsMeaningAllows() throws Exception {
        Map<String, List<String>> found = new HashMap<>();
        for (MethodDescriptor<?, ?> method : methods()) {
            JsonNode route = route("/" + method.getFullMethodName(), false);
            found.computeIfAbsent(kind(route), kind -> new ArrayList<>()).add(method.getBareMethodName());
        }
        assertThat(found.keySet()).isEqualTo(EXPECTED.keySet());
        EXPECTED.forEach(
                (kind, methods) -> assertThat(found.get(kind)).as(kind).containsExactlyInAnyOrderElementsOf(methods));
    }

    /** Two instances that were both asked to make one task would make one: nothing else that changes something is hedged. */
    @Test
    void onlyAMessageThatMakesATask_isAskedOfASecondInstance() throws Exception {
        for (MethodDescriptor<?, ?> method : methods()) {
            boolean hedged = kind(route("/" + method.getFullMethodName(), true)).equals("hedged");
            boolean alsoWithout =
                    kind(route("/" + method.getFullMethodName(), false)).equals("hedged");
            assertThat(hedged && !alsoWithout)
                    .as(method.getFullMethodName())
                    .isEqualTo(List.of(TaskServiceGrpc.getSendMessageMethod(), TaskServiceGrpc.getStreamMessageMethod())
                            .contains(method));
        }
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        for (ServiceDescriptor service : List.of(
                TaskServiceGrpc.getServiceDescriptor(),
                HistoryServiceGrpc.getServiceDescriptor(),
                DeadLetterServiceGrpc.getServiceDescriptor(),
                ReplayServiceGrpc.getServiceDescriptor(),
                TaskFileServiceGrpc.getServiceDescriptor(),
                RouterServiceGrpc.getServiceDescriptor(),
                RegistryServiceGrpc.getServiceDescriptor(),
                EmbedServiceGrpc.getServiceDescriptor())) {
            methods.addAll(service.getMethods());
        }
        return methods;
    }

    private static String kind(JsonNode route) {
        String retryOn =
                route.path("route").path("retry_policy").path("retry_on").asText();
        if (!retryOn.contains("unavailable")) {
            return "once";
        }
        if (retryOn.contains("retriable-headers")) {
            return "joined";
        }
        boolean secondAsked = route.path("route").path("retry_policy").has("per_try_timeout");
        assertThat(route.path("route").has("hedge_policy")).isEqualTo(secondAsked);
        return secondAsked ? "hedged" : "repeatable";
    }

    /** The first that matches, of the edge for what it calls, else of the registry. */
    private static JsonNode route(String path, boolean newTask) throws IOException {
        for (String caller : List.of("sidecar-edge", "sidecar-registry")) {
            String yaml = Bootstrap.render(
                    new SampleSettings(Path.of("/run/parley")).all().get(caller));
            for (JsonNode listener : new YAMLMapper().readTree(yaml).at("/static_resources/listeners")) {
                if (listener.path("name").asText().equals("egress")) {
                    for (JsonNode route : listener.findValue("routes")) {
                        if (matches(route.path("match"), path)
                                && (newTask || !route.path("match").has("headers"))) {
                            return route;
                        }
                    }
                }
            }
        }
        throw new AssertionError("No route for " + path);
    }

    private static boolean matches(JsonNode match, String path) {
        return path.equals(match.path("path").asText())
                || (match.has("prefix") && path.startsWith(match.path("prefix").asText()))
                || path.matches(match.path("safe_regex").path("regex").asText());
    }
}
