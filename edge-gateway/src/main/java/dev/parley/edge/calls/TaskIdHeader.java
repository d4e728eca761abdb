package dev.parley.edge.calls;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Sends the task's id as {@code x-task-id} too, so that a proxy between the services can hash on it. */
final class TaskIdHeader implements ClientInterceptor {
    static final CallOptions.Key<String> TASK_ID = CallOptions.Key.create("task-id");
    private static final Metadata.Key<String> HEADER = Metadata.Key.of("x-task-id", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        String taskId = options.getOption(TASK_ID);
        if (taskId == null) {
            return next.newCall(method, options);
        }
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                headers.put(HEADER, taskId);
                super.start(listener, headers);
            }
        };
    }
}
