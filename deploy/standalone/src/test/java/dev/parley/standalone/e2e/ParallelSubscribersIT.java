package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two subscribers of one task see the same bytes on every binding, and so does one who comes later for what it missed. */
class ParallelSubscribersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String END = "";

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The events of a stream as they came, each by itself; {@link #END} behind the last. */
    private record Events(BlockingQueue<String> queue) {
        Events() {
            this(new LinkedBlockingQueue<>());
        }

        String next() throws InterruptedException {
            String event = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event within " + PATIENCE);
            }
            return event;
        }

        List<String> rest() throws InterruptedException {
            List<String> rest = new ArrayList<>();
            for (String event = next(); !event.equals(END); event = next()) {
                rest.add(event);
            }
            return rest;
        }
    }

    @Test
    void parallelSubscribers_seeTheSameBytes() throws Exception {
        CountDownLatch speak = new CountDownLatch(1);
        try (RichAgent agent = new RichAgent(speak);
                MeshProcess mesh = MeshProcess.start(folder.resolve("data"))) {
            A2aCaller caller = new A2aCaller(mesh.http());
            caller.register("rich", agent.url());
            String task =
                    caller.send(A2aCaller.agent("rich"), "go", true).path("id").asText();
            ManagedChannel channel = Grpc.newChannelBuilder(mesh.run().grpc(), InsecureChannelCredentials.create())
                    .build();
            try {
                Map<String, List<Events>> watchers = watchers(mesh, channel, task);
                Map<String, List<String>> firsts = new LinkedHashMap<>();
                watchers.forEach((binding, pair) -> firsts.put(binding, firstOf(pair)));
                speak.countDown();
                for (Map.Entry<String, List<Events>> pair : watchers.entrySet()) {
                    List<String> first = firsts.get(pair.getKey());
                    assertThat(first.getFirst()).as(pair.getKey()).isEqualTo(first.getLast());
                    List<String> one = pair.getValue().getFirst().rest();
                    List<String> other = pair.getValue().getLast().rest();
                    assertThat(one)
                            .as(pair.getKey())
                            .hasSize(RichAgent.EVENTS + 1)
                            .isEqualTo(other);
                    if (pair.getKey().contains("JSON") && !pair.getKey().contains("WebSocket")) {
                        assertThat(later(mesh, pair.getKey(), task, first.getFirst()))
                                .as(pair.getKey() + ", later")
                                .isEqualTo(one);
                    }
                }
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static List<String> firstOf(List<Events> pair) {
        try {
            return List.of(pair.getFirst().next(), pair.getLast().next());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What one that has seen the first event gets of the journal. */
    private List<String> later(MeshProcess mesh, String binding, String task, String first) throws Exception {
        String cursor = first.lines().findFirst().orElseThrow().substring("id: ".length());
        return sse(mesh, binding, task, "Last-Event-ID", cursor).rest();
    }

    private Map<String, List<Events>> watchers(MeshProcess mesh, ManagedChannel channel, String task) throws Exception {
        Map<String, List<Events>> all = new LinkedHashMap<>();
        for (String binding : List.of("1.0 JSON-RPC", "0.3 JSON-RPC", "1.0 HTTP+JSON", "0.3 HTTP+JSON")) {
            all.put(binding, List.of(sse(mesh, binding, task), sse(mesh, binding, task)));
        }
        for (String version : List.of("1.0", "0.3")) {
            all.put(
                    version + " WebSocket of JSON-RPC",
                    List.of(socket(mesh, version, task, 1), socket(mesh, version, task, 222)));
        }
        all.put("1.0 gRPC", List.of(grpc(channel, "1.0", task), grpc(channel, "1.0", task)));
        all.put("0.3 gRPC", List.of(grpc(channel, "0.3", task), grpc(channel, "0.3", task)));
        return all;
    }

    private static String subscription(String version, String task, int id) {
        String method = version.equals("1.0") ? "SubscribeToTask" : "tasks/resubscribe";
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{\"id\":\"" + task
                + "\"}}";
    }

    private Events sse(MeshProcess mesh, String binding, String task, String... headers) throws Exception {
        String version = binding.substring(0, 3);
        boolean jsonRpc = binding.endsWith("JSON-RPC");
        String prefix = version.equals("0.3") ? "/v1" : "";
        String path = "/agents/rich" + (jsonRpc ? "" : prefix + "/tasks/" + task + ":subscribe");
        HttpRequest.Builder request = HttpRequest.newBuilder(mesh.http().resolve(path))
                .header("Content-Type", "application/json")
                .header("A2A-Version", version)
                .POST(jsonRpc ? BodyPublishers.ofString(subscription(version, task, 7)) : BodyPublishers.noBody());
        HttpResponse<InputStream> response = client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).as(binding).isEqualTo(200);
        Events events = new Events();
        Thread.startVirtualThread(() -> split(response.body(), events));
        return events;
    }

    /** Without comments, which come when they come. */
    private static void split(InputStream body, Events events) {
        try (InputStream in = body) {
            StringBuilder event = new StringBuilder();
            StringBuilder line = new StringBuilder();
            for (int read = in.read(); read >= 0; read = in.read()) {
                line.append((char) read);
                if (read != '\n') {
                    continue;
                }
                if (line.length() == 1 && !event.isEmpty()) {
                    events.queue().add(event.toString());
                    event.setLength(0);
                } else if (line.charAt(0) != ':') {
                    event.append(line);
                }
                line.setLength(0);
            }
            events.queue().add(END);
        } catch (IOException e) {
            events.queue().add("broken: " + e);
        }
    }

    /** Without the id, the one thing that may differ. */
    private static Events socket(MeshProcess mesh, String version, String task, int id) {
        Events events = new Events();
        SocketCaller caller = new SocketCaller(mesh.http(), "/agents/rich", version);
        caller.send(subscription(version, task, id));
        Thread.startVirtualThread(() -> {
            try (caller) {
                String frame = caller.nextFrame();
                while (!frame.contains("\"streamEnd\"")) {
                    events.queue().add(frame.replaceFirst("\"id\":" + id + ",", "\"id\":_,"));
                    frame = caller.nextFrame();
                }
                events.queue().add(END);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return events;
    }

    private static Events grpc(ManagedChannel channel, String version, String task) {
        boolean is10 = version.equals("1.0");
        Message request = is10
                ? SubscribeToTaskRequest.newBuilder()
                        .setTenant("rich")
                        .setId(task)
                        .build()
                : TaskSubscriptionRequest.newBuilder().setName("tasks/" + task).build();
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("a2a-version", Metadata.ASCII_STRING_MARSHALLER), version);
        metadata.put(Metadata.Key.of("x-agent-id", Metadata.ASCII_STRING_MARSHALLER), "rich");
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName(is10 ? "lf.a2a.v1.A2AService/SubscribeToTask" : "a2a.v1.A2AService/TaskSubscription")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        Events events = new Events();
        ClientCalls.asyncServerStreamingCall(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .newCall(method, CallOptions.DEFAULT),
                request.toByteArray(),
                new StreamObserver<>() {
                    @Override
                    public void onNext(byte[] event) {
                        events.queue().add(HexFormat.of().formatHex(event));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        events.queue().add("broken: " + failure);
                    }

                    @Override
                    public void onCompleted() {
                        events.queue().add(END);
                    }
                });
        return events;
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
