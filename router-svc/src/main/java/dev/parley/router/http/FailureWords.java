package dev.parley.router.http;

import dev.parley.router.agent.ConnectionFailure;
import dev.parley.router.egress.EnvoyAnswered;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says in words what went wrong with an exchange, and whether the request had gone out.
 *
 * @param envoy the unix socket that the agent is reached by; empty when it is called directly
 */
record FailureWords(URI target, Duration connectTimeout, Optional<Path> envoy) {
    /** @param sent whether the client had begun to write the request */
    ConnectionFailure of(Throwable failure, boolean sent) {
        if (failure instanceof EnvoyAnswered answered) {
            return answered.reply().failure(address());
        }
        if (refusedStream(failure)) {
            return new ConnectionFailure(false, address() + " refused the HTTP/2 stream");
        }
        return sent ? new ConnectionFailure(true, broken(failure)) : new ConnectionFailure(false, unreachable(failure));
    }

    private String unreachable(Throwable failure) {
        if (envoy.isPresent()) {
            return "no connection to Envoy at " + envoy.get() + ": " + innermost(failure);
        }
        return switch (failure) {
            case UnknownHostException e -> "host " + target.getHost() + " has no address";
            case ConnectTimeoutException e ->
                "no connection to " + address() + " within " + connectTimeout.toMillis() + " ms";
            case ConnectException e -> "connection to " + address() + " refused";
            case SSLException e -> "TLS with " + address() + " failed: " + innermost(e);
            default -> "no connection to " + address() + ": " + innermost(failure);
        };
    }

    private String broken(Throwable failure) {
        return "the connection to " + address() + " broke: " + innermost(failure);
    }

    private String address() {
        return target.getAuthority();
    }

    private static boolean refusedStream(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Http2Exception http2 && http2.error() == Http2Error.REFUSED_STREAM) {
                return true;
            }
        }
        return false;
    }

    private static String innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        @Nullable String message = inner.getMessage();
        return message == null ? inner.getClass().getSimpleName() : message;
    }
}
