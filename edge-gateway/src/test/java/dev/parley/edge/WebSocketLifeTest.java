package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a WebSocket lives and ends: limits, pings, slow and broken peers, the edge's own end. */
final class WebSocketLifeTest {
    private EdgeFixture edge;

    private void start(String... settings) {
        Map<String, Object> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put("parley.edge." + settings[i], settings[i + 1]);
        }
        edge = new EdgeFixture(all);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private void awaitNoSockets() throws InterruptedException {
        Await.until("the socket is gone", () -> edge.sockets() == 0 && edge.streams() == 0);
    }

    @Test
    void binaryFrame_closesWith1003() throws Exception {
        start();
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.sendBinary(new byte[] {1, 2});
            assertThat(caller.closeStatus()).isEqualTo(1003);
        }
        awaitNoSockets();
    }

    @Test
    void messageThatIsTooBig_closesWith1009() throws Exception {
        start("max-body-bytes", "2048");
        String fits = SocketClient.request("1", "ListTasks", "{\"pageToken\":\"" + "x".repeat(1900) + "\"}", "");
        String big = SocketClient.request("1", "ListTasks", "{\"pageToken\":\"" + "x".repeat(2100) + "\"}", "");
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            assertThat(caller.send(fits).next()).contains("\"id\":1");
            caller.send(big);
            assertThat(caller.closeStatus()).isEqualTo(1009);
        }
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.sendInParts(big);
            assertThat(caller.closeStatus()).isEqualTo(1009);
        }
        awaitNoSockets();
    }

    @Test
    void textThatIsNoUtf8_closesWith1007() throws Exception {
        start();
        try (RawSocket caller = new RawSocket(edge.port, "/ws")) {
            caller.send(RawSocket.TEXT, new byte[] {'"', (byte) 0xff, '"'});
            RawSocket.Received close = caller.next();
            assertThat(close.opcode()).isEqualTo(RawSocket.CLOSE);
            assertThat(close.closeStatus()).isEqualTo(1007);
        }
        awaitNoSockets();
    }

    @Test
    void unmaskedFrame_closesWith1002() throws Exception {
        start();
        try (RawSocket caller = new RawSocket(edge.port, "/ws")) {
            caller.write(new byte[] {(byte) 0x81, 2, '{', '}'});
            assertThat(caller.next().closeStatus()).isEqualTo(1002);
        }
        awaitNoSockets();
    }

    @Test
    void closeOfThePeer_isEchoed() throws Exception {
        start();
        try (RawSocket caller = new RawSocket(edge.port, "/ws")) {
            caller.send(RawSocket.PING, "beep".getBytes(StandardCharsets.US_ASCII));
            assertThat(caller.next()).satisfies(pong -> {
                assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
                assertThat(pong.text()).isEqualTo("beep");
            });
            caller.send(RawSocket.CLOSE, new byte[] {3, (byte) 0xe8});
            assertThat(caller.next().closeStatus()).isEqualTo(1000);
            assertThat(endOf(caller)).isInstanceOf(IOException.class);
        }
        awaitNoSockets();
    }

    private static IOException endOf(RawSocket caller) {
        try {
            while (true) {
                caller.next();
            }
        } catch (IOException end) {
            return end;
        }
    }

    @Test
    void pings_keepAConnectionAndFindASilentPeer() throws Exception {
        start("heartbeat", "200ms");
        try (SocketClient caller = new SocketClient(edge, "/ws");
                RawSocket silent = new RawSocket(edge.port, "/ws")) {
            assertThat(silent.next().opcode()).isEqualTo(RawSocket.PING);
            assertThat(endOf(silent)).isInstanceOf(IOException.class);
            Await.until("only the silent one is cut off", () -> edge.sockets() == 1);
            // outlives several times what the silent one had
            Await.until("pings come", () -> caller.pings.get() > 10);
            assertThat(caller.call("1", "ListTasks", "{}").next()).contains("result");
        }
    }

    @Test
    void connectionWithoutCalls_isClosedInTheEnd() throws Exception {
        start("websocket.idle", "300ms", "heartbeat", "100ms");
        CountDownLatch go = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> go.await();
        try (SocketClient idle = new SocketClient(edge, "/ws");
                SocketClient watching = new SocketClient(edge, "/ws")) {
            watching.call("1", "SubscribeToTask", "{\"id\":\"t\"}");
            assertThat(idle.closeStatus()).isEqualTo(1000);
            assertThat(watching.closed).isNotDone();
            go.countDown();
            assertThat(watching.next()).contains("streamEnd");
            assertThat(watching.closeStatus()).isEqualTo(1000);
        }
    }

    @Test
    void moreConnectionsThanAllowed_get503AndWhenToComeBack() throws Exception {
        start("websocket.max-connections", "1");
        try (SocketClient first = new SocketClient(edge, "/ws")) {
            assertThat(first.call("1", "ListTasks", "{}").next()).contains("result");
            var refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                    CompletionException.class, () -> new SocketClient(edge, "/ws").close());
            var response = ((WebSocketHandshakeException) refused.getCause()).getResponse();
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("retry-after")).hasValue("5");
            // polling goes on working
            assertThat(edge.rpc("/", "ListTasks", "{}").body()).contains("result");
        }
        awaitNoSockets();
        new SocketClient(edge, "/ws").close();
    }

    @Test
    void moreCallsThanAllowed_areRefusedOneByOne() throws Exception {
        start("websocket.max-requests", "2");
        CountDownLatch go = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> go.await();
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.call("1", "SubscribeToTask", "{\"id\":\"t\"}");
            caller.call("2", "SubscribeToTask", "{\"id\":\"t\"}");
            assertThat(caller.call("3", "ListTasks", "{}").next())
                    .contains("\"id\":3,\"error\":{\"code\":-32052", "retryDelay");
            caller.send("{\"id\":1,\"cancelStream\":true}");
            assertThat(caller.next()).contains("\"id\":1,\"streamEnd\"");
            assertThat(caller.call("4", "ListTasks", "{}").next()).contains("\"id\":4,\"result\"");
            go.countDown();
            assertThat(caller.next()).contains("\"id\":2,\"streamEnd\"");
        }
    }

    @Test
    void moreBytesInProgressThanAllowed_areRefused() throws Exception {
        start("max-body-bytes", "2048");
        CountDownLatch go = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> go.await();
        String big = "{\"id\":\"t\",\"unknown\":\"" + "x".repeat(1900) + "\"}";
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            for (int id = 1; id <= 4; id++) {
                caller.call(Integer.toString(id), "SubscribeToTask", big);
            }
            Await.until("four streams", () -> edge.streams() == 4);
            assertThat(caller.call("5", "SubscribeToTask", big).next())
                    .contains("\"id\":5,\"error\":{\"code\":-32052", "8192 bytes");
            go.countDown();
        }
    }

    @Test
    void moreStreamsThanTheEdgeAllows_areRefusedAsOverSse() throws Exception {
        start("max-streams", "1");
        CountDownLatch go = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> go.await();
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            caller.call("1", "SubscribeToTask", "{\"id\":\"t\"}");
            Await.until("one stream", () -> edge.streams() == 1);
            assertThat(caller.call("2", "SubscribeToTask", "{\"id\":\"t\"}").next())
                    .contains("\"id\":2,\"error\":{\"code\":-32053", "\"streamEnd\":true");
            go.countDown();
            assertThat(caller.next()).contains("\"id\":1,\"streamEnd\"");
        }
    }

    @Test
    void slowReader_stopsItsOwnStreamOnly() throws Exception {
        start();
        AtomicInteger sent = new AtomicInteger();
        String kilobytes = "x".repeat(10_000);
        edge.tasks.onSubscribe = (call, out) -> {
            if (call.getRequest().getId().equals("big")) {
                for (int i = 1; i <= 2_000 && out.send(ScriptedTasks.event("t", i, kilobytes)); i++) {
                    sent.incrementAndGet();
                }
            } else {
                out.send(ScriptedTasks.event("t", 1, "small"));
            }
        };
        try (RawSocket slow = new RawSocket(edge.port, "/ws");
                SocketClient other = new SocketClient(edge, "/ws")) {
            slow.text(SocketClient.request("1", "SubscribeToTask", "{\"id\":\"big\"}", ""));
            int stood = Await.still(sent);
            assertThat(stood).isLessThan(1_900);
            assertThat(other.call("1", "SubscribeToTask", "{\"id\":\"small\"}").next())
                    .contains("small");
            for (int i = 1; i <= 2_000; i++) {
                assertThat(slow.nextBesidePings().text()).endsWith("\"eventId\":\"" + i + "\"}");
            }
            assertThat(slow.nextBesidePings().text()).contains("streamEnd");
        }
        awaitNoSockets();
    }

    @Test
    void peerThatTakesNothing_isCutOff() throws Exception {
        start("heartbeat", "100ms");
        CountDownLatch gone = new CountDownLatch(1);
        String kilobytes = "x".repeat(10_000);
        edge.tasks.onSubscribe = (call, out) -> {
            out.onCancel(gone::countDown);
            int sent = 0;
            while (out.send(ScriptedTasks.event("t", sent, kilobytes))) {
                sent++;
            }
        };
        try (RawSocket slow = new RawSocket(edge.port, "/ws")) {
            slow.text(SocketClient.request("1", "SubscribeToTask", "{\"id\":\"t\"}", ""));
            awaitNoSocketsAfterOne(gone);
        }
    }

    private void awaitNoSocketsAfterOne(CountDownLatch gone) throws InterruptedException {
        gone.await();
        awaitNoSockets();
    }

    @Test
    void callerThatLeaves_endsItsWatchingAndWithdrawsItsAnswer() throws Exception {
        start();
        CountDownLatch watching = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            out.onCancel(gone::countDown);
            watching.countDown();
            gone.await();
        };
        edge.tasks.onSend = call -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return edge.tasks.echo(call);
        };
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            caller.call("1", "SubscribeToTask", "{\"id\":\"t\"}");
            caller.call("2", "SendMessage", EdgeFixture.text("hi"));
            watching.await();
            Await.until("the message is there", () -> edge.tasks.sent.size() == 1);
            caller.abort();
            gone.await();
            answer.countDown();
            Await.until("the answer is withdrawn", () -> edge.tasks.withdrawn.size() == 1);
        }
        assertThat(edge.tasks.withdrawn)
                .containsExactly(edge.tasks.sent.getFirst().getTaskId());
        awaitNoSockets();
    }

    @Test
    void stoppingEdge_finishesCallsAndTellsStreams() throws Exception {
        start();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch watching = new CountDownLatch(1);
        edge.tasks.onSend = call -> {
            asked.countDown();
            try {
                edge.tasks.stopping.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return edge.tasks.echo(call);
        };
        edge.tasks.onSubscribe = (call, out) -> {
            out.send(ScriptedTasks.event("t", 1, "one"));
            watching.countDown();
            new CountDownLatch(1).await();
        };
        try (SocketClient caller = new SocketClient(edge, "/ws/agents/echo")) {
            caller.call("1", "SubscribeToTask", "{\"id\":\"t\"}");
            assertThat(caller.next()).contains("one");
            caller.call("2", "SendMessage", EdgeFixture.text("hi"));
            asked.await();
            Thread stopping = Thread.startVirtualThread(edge::close);
            assertThat(caller.next()).contains("\"id\":1,\"error\":{\"code\":-32053", "\"streamEnd\":true");
            edge.tasks.stopping.countDown();
            assertThat(caller.next()).contains("\"id\":2,\"result\"");
            assertThat(caller.closeStatus()).isEqualTo(1001);
            stopping.join();
        }
    }

    @Test
    void randomFrames_neverHarmTheEdge() throws Exception {
        start("heartbeat", "1s");
        long seed = Long.getLong("parley.seed", System.nanoTime());
        Random random = new Random(seed);
        String valid = SocketClient.request("1", "SendStreamingMessage", EdgeFixture.text("hi"), "");
        for (int round = 0; round < 60; round++) {
            try (RawSocket caller = new RawSocket(edge.port, random.nextBoolean() ? "/ws" : "/ws/agents/echo")) {
                for (int i = 0; i < 20; i++) {
                    caller.write(garbage(random, valid));
                }
            } catch (IOException cutOff) {
                assertThat(cutOff).as("seed " + seed).isNotInstanceOf(EOFException.class);
            }
        }
        awaitNoSockets();
        try (SocketClient caller = new SocketClient(edge, "/ws")) {
            assertThat(caller.call("1", "ListTasks", "{}").next())
                    .as("seed " + seed)
                    .contains("result");
        }
    }

    /** Mostly frames in form with mutated JSON inside, sometimes any bytes. */
    private static byte[] garbage(Random random, String valid) {
        byte[] text = valid.getBytes(StandardCharsets.UTF_8);
        int kind = random.nextInt(10);
        if (kind == 0) {
            byte[] any = new byte[random.nextInt(200)];
            random.nextBytes(any);
            return any;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            text[random.nextInt(text.length)] = (byte) (kind == 1 ? random.nextInt(256) : 32 + random.nextInt(95));
        }
        int first = kind == 2 ? random.nextInt(256) : 0x81;
        return RawSocket.frame(first, text);
    }
}
