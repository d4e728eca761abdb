package dev.parley.registry.rpc;

import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.registry.agent.AgentChange;
import dev.parley.registry.agent.AgentWatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Sends one watcher what is made of its changes, on a virtual thread of its own. */
final class WatchStream<T> implements Runnable {
    private final AgentWatch watch;
    private final Function<AgentChange, List<T>> told;
    private final StreamSender<T> sender;

    /** @param told what is sent of a change; asked in order, by one thread */
    WatchStream(AgentWatch watch, Function<AgentChange, List<T>> told, StreamSender<T> sender) {
        this.watch = watch;
        this.told = told;
        this.sender = sender;
    }

    @Override
    public void run() {
        sender.onCancel(watch::close);
        try (watch) {
            while (true) {
                Optional<AgentChange> change = watch.next();
                if (change.isEmpty() || !send(told.apply(change.get()))) {
                    break;
                }
            }
            end();
        } catch (InterruptedException e) {
            sender.fail(
                    A2aException.retryable(A2aErrorCode.OVERLOADED, "The registry is stopping", Duration.ofSeconds(1)));
        }
    }

    private boolean send(List<T> messages) throws InterruptedException {
        for (T message : messages) {
            if (!sender.send(message)) {
                return false;
            }
        }
        return true;
    }

    private void end() {
        if (watch.isOverrun()) {
            sender.fail(A2aException.retryable(
                    A2aErrorCode.OVERLOADED,
                    "The watcher reads too slowly (expected: watch anew)",
                    Duration.ofMillis(100)));
        } else {
            sender.complete();
        }
    }
}
