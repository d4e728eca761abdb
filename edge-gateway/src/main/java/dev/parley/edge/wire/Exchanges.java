package dev.parley.edge.wire;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.kit.wire.WireLog;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientResponseObserver;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Every exchange with a caller that goes on, and what is kept of those that were about a task. */
@Singleton
public final class Exchanges {
    /** Names an exchange on its request, inside the edge only. */
    public static final String HEADER = "x-parley-exchange";

    private final WireLog log;
    private final Map<String, Exchange> open = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();

    Exchanges(WireConfig config, InstantSource clock) {
        log = new WireLog(config.enabled(), config.maxTasks(), config.maxTaskBytes(), clock);
    }

    /** Whether anything is kept; where it is not, nobody may begin an exchange. */
    public boolean isOn() {
        return log.isOn();
    }

    public Exchange begin() {
        String id = Long.toString(count.incrementAndGet());
        Exchange exchange = new Exchange(id, log, () -> open.remove(id));
        open.put(id, exchange);
        return exchange;
    }

    /** For a body of one exchange. */
    BodyCopy body() {
        return new BodyCopy(log.maxBodyBytes());
    }

    /** The request's headers with the name of its exchange, whatever its caller says of that. */
    public static CallHeaders named(CallHeaders request, Exchange exchange) {
        return name -> name.equalsIgnoreCase(HEADER) ? List.of(exchange.id()) : request.all(name);
    }

    /** Says which task a request is about. */
    public void isAbout(CallHeaders request, String taskId) {
        if (log.isOn()) {
            String id = request.first(HEADER);
            Exchange exchange = id == null ? null : open.get(id);
            if (exchange != null) {
                exchange.isAbout(taskId);
            }
        }
    }

    /** Says so for a stream, with its first event. */
    public <Q> ClientResponseObserver<Q, TaskEvent> saying(
            CallHeaders request, ClientResponseObserver<Q, TaskEvent> reader) {
        return log.isOn() ? new About<>(reader, request, this) : reader;
    }

    public WireLog.OfTask of(String taskId) {
        return log.of(taskId);
    }
}
