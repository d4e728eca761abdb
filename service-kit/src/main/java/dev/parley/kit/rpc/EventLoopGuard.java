package dev.parley.kit.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/** In-process calls run their handler on the caller's thread, so a caller on an event loop is refused. */
final class EventLoopGuard implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        Thread thread = Thread.currentThread();
        if (!thread.isVirtual() && isEventLoop(thread.getClass())) {
            throw new IllegalStateException("Call of " + method.getFullMethodName() + " from event loop "
                    + thread.getName() + " (expected: a virtual thread; in-process handlers may block)");
        }
        return next.newCall(method, options);
    }

    // by name: the shaded Netty of gRPC and the one of Micronaut have the same class twice
    private static boolean isEventLoop(Class<?> type) {
        return type.getSimpleName().equals("FastThreadLocalThread")
                || type.getSimpleName().equals("NonBlockingFastThreadLocalThread");
    }
}
