package dev.parley.edge.wire;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.kit.wire.WireLog;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientResponseObserver;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Every exchange with a caller that goes on, and what is kept of those that were about a task. */
@Singleton
public final class Exchanges {
    /** Names an exchange on its request, inside the edge only. */
    public static final String HEADER = "x-parley-exchange";

    private static final Set<A2aErrorCode> REFUSALS_OF_A_TASK = EnumSet.of(
            A2aErrorCode.TASK_NOT_CANCELABLE,
            A2aErrorCode.UNSUPPORTED_OPERATION,
            A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED,
            A2aErrorCode.EXTENSION_SUPPORT_REQUIRED);

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

    /** Whether a refusal says that there is such a task, and so that the request was about it. */
    static boolean isOfATask(A2aException refusal) {
        return REFUSALS_OF_A_TASK.contains(refusal.code());
    }

    /** Does something about a task, and says that the request is about it; also when it is refused, where the task is known then. */
    public <T> T about(CallHeaders request, String taskId, Supplier<T> work) {
        try {
            T done = work.get();
            isAbout(request, taskId);
            return done;
        } catch (A2aException e) {
            if (isOfATask(e)) {
                isAbout(request, taskId);
            }
            throw e;
        }
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

    /** Says so for a stream, with its first event; {@code taskId} when it is refused. */
    public <Q> ClientResponseObserver<Q, TaskEvent> saying(
            CallHeaders request, String taskId, ClientResponseObserver<Q, TaskEvent> reader) {
        return log.isOn() ? new About<>(reader, request, taskId, this) : reader;
    }

    public WireLog.OfTask of(String taskId) {
        return log.of(taskId);
    }
}
