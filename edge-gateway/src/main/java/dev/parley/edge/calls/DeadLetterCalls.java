package dev.parley.edge.calls;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.proto.task.v1.DeadLetterResults;
import dev.parley.proto.task.v1.DeadLetterServiceGrpc;
import dev.parley.proto.task.v1.DeadLetterServiceGrpc.DeadLetterServiceBlockingStub;
import dev.parley.proto.task.v1.DiscardDeadLettersRequest;
import dev.parley.proto.task.v1.EditDeadLetterRequest;
import dev.parley.proto.task.v1.GetDeadLetterRequest;
import dev.parley.proto.task.v1.ListDeadLettersReply;
import dev.parley.proto.task.v1.ListDeadLettersRequest;
import dev.parley.proto.task.v1.RedriveDeadLettersRequest;
import io.grpc.ManagedChannel;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Dead letters as the edge asks for them. Fails with A2aException only. Never called from an event loop. */
@Singleton
public final class DeadLetterCalls {
    /** Up to 200 letters, each a commit or two. */
    private static final int MANY = 6;

    private final DeadLetterServiceBlockingStub letters;
    private final Duration callTimeout;

    DeadLetterCalls(@Named("task") ManagedChannel channel, EdgeConfig config) {
        this.letters = DeadLetterServiceGrpc.newBlockingStub(channel);
        this.callTimeout = config.callTimeout();
    }

    public ListDeadLettersReply list(ListDeadLettersRequest request) {
        return TaskCalls.reading(() -> within(1).listDeadLetters(request));
    }

    public DeadLetter get(GetDeadLetterRequest request) {
        return TaskCalls.reading(() -> within(1).getDeadLetter(request));
    }

    public DeadLetter edit(EditDeadLetterRequest request) {
        return TaskCalls.failingAsA2a(() -> within(1).editDeadLetter(request));
    }

    public DeadLetterResults redrive(RedriveDeadLettersRequest request) {
        return TaskCalls.failingAsA2a(() -> within(MANY).redriveDeadLetters(request));
    }

    public DeadLetterResults discard(DiscardDeadLettersRequest request) {
        return TaskCalls.failingAsA2a(() -> within(MANY).discardDeadLetters(request));
    }

    private DeadLetterServiceBlockingStub within(int timeouts) {
        return letters.withDeadlineAfter(callTimeout.toMillis() * timeouts, TimeUnit.MILLISECONDS);
    }
}
