package dev.parley.registry.rpc;

import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.AgentChange;
import dev.parley.registry.agent.AgentWatch;
import java.time.Duration;
import java.util.Optional;

/** Sends one watcher its changes, on a virtual thread of its own. */
final class WatchStream implements Runnable {
    private final AgentWatch watch;
    private final StreamSender<AgentChange> sender;

    WatchStream(AgentWatch watch, StreamSender<AgentChange> sender) {
        this.watch = watch;
        this.sender = sender;
    }

    @Override
    public void run() {
        sender.onCancel(watch::close);
        try (watch) {
            while (true) {
                Optional<dev.parley.registry.agent.AgentChange> change = watch.next();
                if (change.isEmpty() || !sender.send(AgentProto.toProto(change.get()))) {
                    break;
                }
            }
            end();
        } catch (InterruptedException e) {
            sender.fail(
                    A2aException.retryable(A2aErrorCode.OVERLOADED, "The registry is stopping", Duration.ofSeconds(1)));
        }
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
