package dev.parley.edge.calls;

import dev.parley.kit.rpc.TaskHeaders;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Sends the task's id in the headers too, so that a proxy between the services can hash on it, and whether the call makes the task. */
final class TaskIdHeader implements ClientInterceptor {
    static final CallOptions.Key<String> TASK_ID = CallOptions.Key.create("task-id");
    static final CallOptions.Key<Boolean> NEW_TASK = CallOptions.Key.createWithDefault("new-task", false);

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        String taskId = options.getOption(TASK_ID);
        if (taskId == null) {
            return next.newCall(method, options);
        }
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                headers.put(TaskHeaders.TASK_ID, taskId);
                if (options.getOption(NEW_TASK)) {
                    headers.put(TaskHeaders.NEW_TASK, "1");
                }
                super.start(listener, headers);
            }
        };
    }
}
