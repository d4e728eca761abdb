package dev.parley.edge.http;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last resort for what an endpoint did not turn into an answer itself: the cause to the log, a fixed text to the caller. */
@Factory
final class ErrorHandlers {
    private static final Logger log = LoggerFactory.getLogger(ErrorHandlers.class);

    @Singleton
    ExceptionHandler<A2aException, HttpResponse<?>> expected() {
        return new Expected();
    }

    @Singleton
    ExceptionHandler<Throwable, HttpResponse<?>> unexpected() {
        return new Unexpected();
    }

    private static final class Expected implements ExceptionHandler<A2aException, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // the interface has it raw
        public HttpResponse<?> handle(HttpRequest request, A2aException error) {
            return Faults.error(request, error);
        }
    }

    private static final class Unexpected implements ExceptionHandler<Throwable, HttpResponse<?>> {
        @Override
        @SuppressWarnings("rawtypes") // the interface has it raw
        public HttpResponse<?> handle(HttpRequest request, Throwable cause) {
            if (cause instanceof EOFException || cause instanceof ClosedChannelException) {
                log.atDebug().addKeyValue("path", request.getPath()).log("caller left in the middle of its request");
            } else {
                log.atError()
                        .addKeyValue("method", request.getMethodName())
                        .addKeyValue("path", request.getPath())
                        .setCause(cause)
                        .log("unexpected failure of a request");
            }
            return Faults.error(request, new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error"));
        }
    }
}
