package dev.parley.standalone.watchers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.examples.kit.AgentServer;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.standalone.e2e.MeshProcess;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many who watch one task over each binding, and one who does not read. {@code PARLEY_WATCHERS} says how many a binding; with
 * thousands it is the measurement of bench/README, which {@code bench/watchers} runs.
 */
@EnabledIfEnvironmentVariable(
        named = "PARLEY_LONG",
        matches = ".+",
        disabledReason = "takes half a minute; PARLEY_LONG=1 runs it")
class WatchersIT {
    private static final int WATCHERS = Integer.parseInt(System.getenv().getOrDefault("PARLEY_WATCHERS", "100"));
    private static final int STREAMS_A_CONNECTION = 100;
    private static final int EVENTS = 20;
    private static final int LARGE_EVENTS = 400;
    private static final int LARGE = 50_000;
    private static final double MIB = 1024 * 1024;
    private static final String AGENT = "/agents/talker";

    @TempDir
    private Path folder;

    private final Map<String, CountDownLatch> mayTalk =
            Map.of("small", new CountDownLatch(1), "large-1", new CountDownLatch(1), "large-2", new CountDownLatch(1));
    private final List<AutoCloseable> open = new ArrayList<>();

    private interface Opening {
        void open(URI mesh, String grpc, String task, Crowd crowd) throws Exception;
    }

    @Test
    void watchers_allSeeEverythingAndASlowOneHarmsNobody() throws Exception {
        Map<String, Opening> bindings = new LinkedHashMap<>();
        bindings.put("SSE", this::sse);
        bindings.put("WebSocket", this::webSockets);
        bindings.put("gRPC", this::grpc);
        try (AgentServer agent = TalkingAgent.start(mayTalk);
                MeshProcess mesh = MeshProcess.start(folder.resolve("data"), "parley.edge.heartbeat=2s")) {
            MeshMemory memory = new MeshMemory(mesh.run().pid());
            Talk talk = new Talk(mesh.http(), agent.url());
            everybodySees(mesh, talk, bindings, memory);
            // what the mesh kept for thousands of connections would be set against what it keeps for one
            closeAll();
            aSlowOneHarmsNobody(mesh, talk, bindings, memory);
        } finally {
            closeAll();
        }
    }

    private void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        open.clear();
    }

    private void everybodySees(MeshProcess mesh, Talk talk, Map<String, Opening> bindings, MeshMemory memory)
            throws Exception {
        String task = talk.begin("small " + EVENTS + " 20");
        for (Opening binding : bindings.values()) { // what is made once is no watcher's
            Crowd first = new Crowd(1);
            binding.open(mesh.http(), mesh.run().grpc(), task, first);
            first.awaitStart();
        }
        List<Crowd> crowds = new ArrayList<>();
        long before = memory.liveBytes();
        long residentBefore = memory.residentBytes();
        for (Map.Entry<String, Opening> binding : bindings.entrySet()) {
            Crowd crowd = new Crowd(WATCHERS);
            binding.getValue().open(mesh.http(), mesh.run().grpc(), task, crowd);
            crowd.awaitStart();
            crowds.add(crowd);
            long now = memory.liveBytes();
            long resident = memory.residentBytes();
            System.out.printf(
                    "| %s | %d | %.1f | %.1f |%n",
                    binding.getKey(),
                    WATCHERS,
                    (now - before) / 1024.0 / WATCHERS,
                    (resident - residentBefore) / 1024.0 / WATCHERS);
            before = now;
            residentBefore = resident;
        }
        long begun = System.nanoTime();
        mayTalk.get("small").countDown();
        for (Crowd crowd : crowds) {
            crowd.awaitEnd();
        }
        System.out.printf(
                "%d watchers saw %d events each in %.1f s%n",
                3 * WATCHERS, EVENTS + 2, (System.nanoTime() - begun) / 1e9);
        // the task, its chunks, its end
        assertThat(crowds).allSatisfy(crowd -> assertThat(crowd.events()).isEqualTo((EVENTS + 2L) * crowd.size()));
    }

    private void aSlowOneHarmsNobody(MeshProcess mesh, Talk talk, Map<String, Opening> bindings, MeshMemory memory)
            throws Exception {
        long without = flood(mesh, bindings, memory, talk.begin("large-1 " + LARGE_EVENTS + " " + LARGE), "large-1");
        String task = talk.begin("large-2 " + LARGE_EVENTS + " " + LARGE);
        Crowd slow = new Crowd(1);
        SocketWatcher slowOne = SocketWatcher.sse(mesh.http(), AGENT, task, slow);
        open.add(slowOne);
        long with = flood(mesh, bindings, memory, task, "large-2");

        System.out.printf(
                "%d events of %d bytes: %.1f MiB more live memory, %.1f MiB with one that reads nothing%n",
                LARGE_EVENTS, LARGE, without / MIB, with / MIB);
        assertThat(with - without)
                .as("bytes kept for one who reads nothing")
                .isLessThan((long) LARGE_EVENTS * LARGE / 4);
        assertThat(slow.events()).isZero();
        slowOne.readSse();
        slow.awaitEnd();
        assertThat(slow.events()).as("what the slow one gets in the end").isEqualTo(LARGE_EVENTS + 2L);
    }

    /** Lets the agent talk much to one reader over each binding; how much more live memory the mesh has then. */
    private long flood(MeshProcess mesh, Map<String, Opening> bindings, MeshMemory memory, String task, String latch)
            throws Exception {
        List<Crowd> readers = new ArrayList<>();
        for (Opening opening : bindings.values()) {
            Crowd crowd = new Crowd(1);
            opening.open(mesh.http(), mesh.run().grpc(), task, crowd);
            crowd.awaitStart();
            readers.add(crowd);
        }
        long before = memory.settledBytes();
        mayTalk.get(latch).countDown();
        for (Crowd crowd : readers) {
            crowd.awaitEnd();
            assertThat(crowd.events()).as(latch).isEqualTo(LARGE_EVENTS + 2L);
        }
        return memory.settledBytes() - before;
    }

    private void sse(URI mesh, String grpc, String task, Crowd crowd) throws Exception {
        for (int i = 0; i < crowd.size(); i++) {
            open.add(SocketWatcher.sse(mesh, AGENT, task, crowd).readSse());
        }
    }

    private void webSockets(URI mesh, String grpc, String task, Crowd crowd) throws Exception {
        for (int i = 0; i < crowd.size(); i++) {
            open.add(SocketWatcher.webSocket(mesh, AGENT, task, crowd).readWebSocket());
        }
    }

    private void grpc(URI mesh, String grpc, String task, Crowd crowd) {
        SubscribeToTaskRequest request = SubscribeToTaskRequest.newBuilder()
                .setTenant("talker")
                .setId(task)
                .build();
        for (int i = 0; i < crowd.size(); i += STREAMS_A_CONNECTION) {
            ManagedChannel channel = Grpc.newChannelBuilder(grpc, InsecureChannelCredentials.create())
                    .build();
            open.add(channel::shutdownNow);
            for (int n = i; n < Math.min(crowd.size(), i + STREAMS_A_CONNECTION); n++) {
                A2AServiceGrpc.newStub(channel).subscribeToTask(request, new GrpcWatcher(crowd));
            }
        }
    }

    private static final class GrpcWatcher implements StreamObserver<StreamResponse> {
        private final Crowd crowd;
        private final AtomicBoolean begun = new AtomicBoolean();

        GrpcWatcher(Crowd crowd) {
            this.crowd = crowd;
        }

        @Override
        public void onNext(StreamResponse event) {
            crowd.event(begun.compareAndSet(false, true));
        }

        @Override
        public void onError(Throwable failure) {
            crowd.failed(failure);
        }

        @Override
        public void onCompleted() {
            crowd.end();
        }
    }
}
