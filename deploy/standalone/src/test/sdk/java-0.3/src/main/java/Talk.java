import io.a2a.client.ClientBuilder;
import io.a2a.client.ClientEvent;
import io.a2a.client.config.ClientConfig;
import io.a2a.client.http.A2ACardResolver;
import io.a2a.client.http.JdkA2AHttpClient;
import io.a2a.client.transport.grpc.GrpcTransport;
import io.a2a.client.transport.grpc.GrpcTransportConfig;
import io.a2a.client.transport.jsonrpc.JSONRPCTransport;
import io.a2a.client.transport.jsonrpc.JSONRPCTransportConfig;
import io.a2a.client.transport.rest.RestTransport;
import io.a2a.client.transport.rest.RestTransportConfig;
import io.a2a.spec.AgentCard;
import io.a2a.spec.AgentInterface;
import io.a2a.spec.Message;
import io.a2a.spec.Part;
import io.a2a.spec.Task;
import io.a2a.spec.TaskQueryParams;
import io.a2a.spec.TaskState;
import io.a2a.spec.TextPart;
import io.grpc.ManagedChannelBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The SDK's clients of one agent over one binding, and the calls of which the script is made. */
final class Talk {
    final AgentCard card;
    final io.a2a.client.Client streaming;
    final io.a2a.client.Client waiting;
    private final io.a2a.client.Client polling;
    private final String binding;

    Talk(String url, String binding) throws Exception {
        this.binding = binding;
        // left to itself this resolver asks at the root of the host, wherever the agent is
        URI at = URI.create(url);
        String path = at.getPath() + ".well-known/agent-card.json";
        AgentCard found = new A2ACardResolver(new JdkA2AHttpClient(), at.getScheme() + "://" + at.getAuthority(), path)
                .getAgentCard();
        List<AgentInterface> offered = new ArrayList<>();
        offered.add(new AgentInterface(Objects.requireNonNullElse(found.preferredTransport(), "JSONRPC"), found.url()));
        offered.addAll(Objects.requireNonNullElse(found.additionalInterfaces(), List.of()));
        String chosen = offered.stream()
                .filter(face -> face.transport().equals(binding))
                .map(AgentInterface::url)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + binding + " among " + offered));
        card = new AgentCard.Builder(found)
                .url(chosen)
                .preferredTransport(binding)
                .additionalInterfaces(List.of(new AgentInterface(binding, chosen)))
                .build();
        streaming = client(new ClientConfig.Builder().setStreaming(true));
        waiting = client(new ClientConfig.Builder().setStreaming(false));
        polling = client(new ClientConfig.Builder().setStreaming(false).setPolling(true));
    }

    io.a2a.client.Client client(ClientConfig.Builder config) throws Exception {
        ClientBuilder builder = io.a2a.client.Client.builder(card).clientConfig(config.build());
        switch (binding) {
            case "JSONRPC" -> builder.withTransport(JSONRPCTransport.class, new JSONRPCTransportConfig());
            case "HTTP+JSON" -> builder.withTransport(RestTransport.class, new RestTransportConfig());
            default ->
                builder.withTransport(
                        GrpcTransport.class,
                        new GrpcTransportConfig(
                                target -> ManagedChannelBuilder.forTarget(target.replaceFirst("^http://", ""))
                                        .usePlaintext()
                                        .build()));
        }
        return builder.build();
    }

    static Message request(String scene, String text, Task task) {
        return request(scene, new TextPart(text), task);
    }

    static Message request(String scene, Part<?> part, Task task) {
        return new Message.Builder()
                .role(Message.Role.USER)
                .messageId(scene + "-" + UUID.randomUUID())
                .parts(part)
                .taskId(task == null ? null : task.getId())
                .contextId(task == null ? null : task.getContextId())
                .build();
    }

    static List<ClientEvent> events(io.a2a.client.Client client, Message message) throws Exception {
        var followed = new Followed();
        client.sendMessage(message, List.of(followed), followed);
        return followed.all();
    }

    static ClientEvent answer(io.a2a.client.Client client, Message message) throws Exception {
        var followed = new Followed();
        client.sendMessage(message, List.of(followed), followed);
        return followed.one();
    }

    Task sent(Message message, TaskState state) throws Exception {
        Task task = Followed.taskOf(answer(waiting, message));
        Expect.equal(task.getStatus().state(), state);
        return task;
    }

    Task task(String scene, TaskState state) throws Exception {
        return sent(request(scene, "hello", null), state);
    }

    Task started(String scene) throws Exception {
        Task task = Followed.taskOf(answer(polling, request(scene, "hello", null)));
        TaskState state = task.getStatus().state();
        Expect.holds(
                state == TaskState.SUBMITTED || state == TaskState.WORKING,
                state + " (expected: submitted or working)");
        return task;
    }

    Task get(String id, int historyLength) throws Exception {
        return waiting.getTask(new TaskQueryParams(id, historyLength));
    }
}
