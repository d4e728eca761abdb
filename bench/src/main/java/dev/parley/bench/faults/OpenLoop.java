package dev.parley.bench.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends calls at a fixed rate, however long the answers take, up to 4,000 at once: what is due then waits, and its waiting counts. A
 * caller of an agent that answers at once.
 */
final class OpenLoop implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BEFORE_AGAIN = Duration.ofMillis(500);
    // to 8 s: callers that all come back twice a second would keep an overloaded mesh so
    private static final int MOST_DOUBLINGS = 4;
    private static final int MOST_TRIES = 20;
    private static final int MOST_AT_ONCE = 4_000;
    private static final Pattern TASK_ID = Pattern.compile("\"task\"\\s*:\\s*\\{\\s*\"id\"\\s*:\\s*\"([^\"]+)\"");
    // of an error, else of a task that came back otherwise than completed
    private static final Pattern REASON = Pattern.compile("\"(?:reason|state)\"\\s*:\\s*\"([^\"]+)\"");

    private final URI agent;
    private final int perSecond;
    private final String run;
    private final LongSupplier nanoClock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final Thread pace;
    private volatile String completedTask = "";
    private volatile boolean ending;

    /** @param run part of the message ids, so that no two runs share one */
    OpenLoop(URI agent, int perSecond, String run, LongSupplier nanoClock) {
        this.agent = agent;
        this.perSecond = perSecond;
        this.run = run;
        this.nanoClock = nanoClock;
        this.pace = Thread.ofPlatform().name("pace").daemon().start(this::send);
    }

    private void send() {
        long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long due = nanoClock.getAsLong();
        while (!ending) {
            due += step;
            for (long wait = due - nanoClock.getAsLong(); wait > 0; wait = due - nanoClock.getAsLong()) {
                LockSupport.parkNanos(wait);
            }
            long at = due;
            room.acquireUninterruptibly();
            threads.execute(() -> {
                try {
                    calls.add(call(at));
                } finally {
                    room.release();
                }
            });
        }
    }

    private Call call(long due) {
        long number = sent.incrementAndGet();
        CallKind kind = completedTask.isEmpty()
                ? CallKind.SEND
                : switch ((int) (number % 4)) {
                    case 0 -> CallKind.READ;
                    case 1 -> CallKind.SEND_ONCE;
                    default -> CallKind.SEND;
                };
        HttpRequest request = request(kind, number);
        String first = failure(request);
        int tries = 1;
        String last = first;
        while (kind == CallKind.SEND_ONCE && !last.isEmpty() && tries < MOST_TRIES) {
            // as a caller would that was told to come back
            LockSupport.parkNanos(BEFORE_AGAIN.toNanos() << Math.min(tries - 1, MOST_DOUBLINGS));
            last = failure(request);
            tries++;
        }
        return new Call(kind, due, nanoClock.getAsLong(), first, tries, !last.isEmpty());
    }

    private HttpRequest request(CallKind kind, long number) {
        String id = run + "-" + number;
        HttpRequest.Builder request = HttpRequest.newBuilder(agent)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("A2A-Version", "1.0");
        if (kind == CallKind.SEND_ONCE) {
            request.header("Idempotency-Key", id);
        }
        String body = kind == CallKind.READ
                ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetTask\",\"params\":{\"id\":\"" + completedTask + "\"}}"
                : "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":{\"message\":{\"messageId\":\""
                        + id + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"thirty bytes of text, no more.\"}]}}}";
        return request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    /** Empty when the answer was a completed task. */
    private String failure(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            String body = response.body();
            if (response.statusCode() == 200 && body.contains("TASK_STATE_COMPLETED")) {
                if (completedTask.isEmpty()) {
                    Matcher task = TASK_ID.matcher(body);
                    if (task.find()) {
                        completedTask = task.group(1);
                    }
                }
                return "";
            }
            Matcher reason = REASON.matcher(body);
            return response.statusCode() + " " + (reason.find() ? reason.group(1) : shortened(body));
        } catch (IOException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > 100 ? line.substring(0, 100) : line;
    }

    /** Those that have ended. */
    List<Call> ended() {
        return List.copyOf(calls);
    }

    /** Sends no more and waits for the answers. */
    @Override
    public void close() {
        ending = true;
        try {
            pace.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.close();
        client.close();
    }
}
