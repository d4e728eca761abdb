package dev.parley.examples.primes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Parts;
import dev.parley.examples.kit.TestCaller;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrimesAgentTest {
    private AgentServer server;
    private TestCaller caller;

    @BeforeEach
    void start() throws IOException {
        server = AgentServer.start(new PrimesAgent(), AgentServer.Settings.onLoopback(0));
        caller = new TestCaller(server.url());
    }

    @AfterEach
    void stop() {
        caller.close();
        server.close();
    }

    private List<TaskArtifactUpdateEvent> artifacts(SendMessageRequest request) {
        return caller.stream(A2aMethod.SEND_STREAMING_MESSAGE, request).rest().stream()
                .filter(StreamResponse::hasArtifactUpdate)
                .map(StreamResponse::getArtifactUpdate)
                .toList();
    }

    private static Struct report(TaskArtifactUpdateEvent update) {
        return update.getMetadata().getFieldsOrThrow(Extensions.CHECKPOINT).getStructValue();
    }

    @Test
    void eachStep_isReportedWithItsArtifact() {
        List<TaskArtifactUpdateEvent> steps = artifacts(TestCaller.sending("primes below 1000 in 4 steps"));

        assertThat(steps)
                .extracting(step -> step.getArtifact().getParts(0).getText())
                .containsExactly(
                        "53 primes below 250\n",
                        "95 primes below 500\n",
                        "132 primes below 750\n",
                        "168 primes below 1000\n");
        assertThat(report(steps.get(1)))
                .isEqualTo(Parts.value(
                                Map.of("progress", 0.5, "checkpoint", Map.of("step", 2, "data", Map.of("primes", 95))))
                        .getStructValue());
    }

    @Test
    void messageWithACheckpoint_goesOnBehindIt() {
        SendMessageRequest.Builder request = TestCaller.sending("primes below 1000 in 4 steps").toBuilder();
        Value handed = Parts.value(Map.of("checkpoint", Map.of("step", 3, "data", Map.of("primes", 132))));
        request.getMessageBuilder().getMetadataBuilder().putFields(Extensions.CHECKPOINT, handed);

        assertThat(artifacts(request.build()))
                .singleElement()
                .satisfies(step ->
                        assertThat(step.getArtifact().getParts(0).getText()).isEqualTo("168 primes below 1000\n"));
    }

    @Test
    void wishThatIsTooLarge_isRefused() {
        assertThatThrownBy(() -> PrimesWish.of("primes below 99999999999"))
                .isInstanceOf(A2aException.class)
                .hasMessageContaining("99999999999 as the number to count below (expected: 2 to 10000000)");
        assertThat(PrimesWish.of("primes, please").steps()).isEqualTo(10);
    }
}
