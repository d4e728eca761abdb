package dev.parley.router.outbound.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in the details of an agent's gRPC status: the reason in it, or none. */
class GrpcFailuresFuzzTest {
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    static Stream<byte[]> details() {
        ErrorInfo info = ErrorInfo.newBuilder()
                .setReason("TASK_NOT_FOUND")
                .setDomain("a2a-protocol.org")
                .build();
        return Stream.of(
                Status.newBuilder()
                        .setCode(5)
                        .setMessage("m")
                        .addDetails(Any.pack(info))
                        .build()
                        .toByteArray(),
                "TASK_NOT_FOUND: no such task".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xff});
    }

    @MethodSource("details")
    @FuzzTest(maxDuration = "10s")
    void details_haveAReasonOrNone(byte[] bytes) {
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, bytes);
        for (io.grpc.Status.Code code : io.grpc.Status.Code.values()) {
            io.grpc.Status status = code.toStatus().withDescription(new String(bytes, StandardCharsets.ISO_8859_1));
            assertThat(GrpcFailures.reason(status, trailers)).isNotNull();
        }
    }
}
