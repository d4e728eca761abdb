package dev.parley.edge.connection;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.AttributeKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One caller's connection, as the code that answers its requests sees it. Safe for concurrent use.
 */
public final class Connection {
    /** The response header that names the task of a send's answer; the connection watches the delivery of such answers. */
    public static final String TASK_ID_HEADER = "x-task-id";

    private static final AttributeKey<Connection> KEY = AttributeKey.valueOf(Connection.class, "connection");

    private final Channel channel;
    private final UndeliveredAnswers undelivered;
    private final Map<String, Answer> onTheWay = new ConcurrentHashMap<>();

    private volatile @Nullable Upgrade upgrade;

    private Connection(Channel channel, UndeliveredAnswers undelivered) {
        this.channel = channel;
        this.undelivered = undelivered;
    }

    static Connection open(Channel channel, UndeliveredAnswers undelivered) {
        Connection connection = new Connection(channel, undelivered);
        channel.attr(KEY).set(connection);
        return connection;
    }

    /** The connection a request came on. */
    public static Connection of(HttpRequest<?> request) {
        if (request instanceof NettyHttpRequest<?> netty) {
            Connection connection =
                    netty.getChannelHandlerContext().channel().attr(KEY).get();
            if (connection != null) {
                return connection;
            }
        }
        throw new IllegalStateException(
                "Request " + request + " (expected: one that came through the edge's listeners)");
    }

    /** The wish to become a WebSocket that came with the connection's last request. */
    public Optional<Upgrade> upgrade() {
        return Optional.ofNullable(upgrade);
    }

    /** Null for a request without the wish. */
    void wanted(@Nullable Upgrade wish) {
        upgrade = wish;
    }

    /** Undoes {@link #onLeave}. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Runs {@code action} on a virtual thread of its own when the connection closes; at once when it has closed already.
     * The registration must be closed when the request is done, for a connection outlives many requests.
     */
    public Registration onLeave(Runnable action) {
        ChannelFutureListener listener = closed -> Thread.startVirtualThread(action);
        channel.closeFuture().addListener(listener);
        return () -> channel.closeFuture().removeListener(listener);
    }

    /**
     * Says that the response about to be returned, which carries {@link #TASK_ID_HEADER}, answers that task: unless its
     * bytes reach the socket, {@link UndeliveredAnswers} is told.
     */
    public void delivering(Answer answer) {
        onTheWay.put(answer.taskId(), answer);
        if (!channel.isActive()) {
            settle(answer.taskId(), false);
        }
    }

    /** Puts {@link #TASK_ID_HEADER} on the response of a request and watches its delivery. */
    public static <B> MutableHttpResponse<B> delivering(
            HttpRequest<?> request, MutableHttpResponse<B> response, Answer answer) {
        response.header(TASK_ID_HEADER, answer.taskId());
        of(request).delivering(answer);
        return response;
    }

    /** The bytes of an answer were written, or could not be. */
    void settle(@Nullable String taskId, boolean delivered) {
        Answer answer = taskId == null ? null : onTheWay.remove(taskId);
        if (answer != null && !delivered) {
            undelivered.undelivered(answer);
        }
    }

    /** The channel is gone: nothing more can be delivered. */
    void lost() {
        onTheWay.keySet().forEach(taskId -> settle(taskId, false));
    }
}
