package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come to a method of gRPC, in 1.0 and 0.3: an answer or an error of A2A, and never one that nobody thought of. */
final class GrpcFuzzTest {
    private static final List<MethodDescriptor<byte[], byte[]>> METHODS = Stream.of(
                    dev.parley.proto.a2a.v1.A2AServiceGrpc.getServiceDescriptor(),
                    dev.parley.proto.a2a.v03.A2AServiceGrpc.getServiceDescriptor())
            .map(ServiceDescriptor::getMethods)
            .flatMap(methods -> methods.stream())
            .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
            .map(MethodDescriptor::getFullMethodName)
            .sorted()
            .map(Entrance.GrpcService::method)
            .toList();
    private static final Set<Status.Code> UNTHOUGHT_OF =
            Set.of(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);

    private static EdgeFixture edge;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(java.util.Map.of("parley.edge.max-body-bytes", 100_000));
        channel = Grpc.newChannelBuilder("127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        edge.close();
    }

    /** The number of a method, and behind it the request. */
    static Stream<byte[]> requests() {
        byte[] send = SendMessageRequest.newBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId("m")
                        .setRole(Role.ROLE_USER)
                        .addParts(Part.newBuilder().setText("x")))
                .build()
                .toByteArray();
        byte[] get = GetTaskRequest.newBuilder()
                .setId("t")
                .setHistoryLength(2)
                .build()
                .toByteArray();
        byte[] list = ListTasksRequest.newBuilder()
                .setPageSize(3)
                .setPageToken("p")
                .build()
                .toByteArray();
        return Stream.of(send, get, list)
                .flatMap(request -> Stream.iterate(0, i -> i < METHODS.size(), i -> i + 1)
                        .map(number -> numbered(number, request)));
    }

    private static byte[] numbered(int number, byte[] request) {
        byte[] whole = new byte[request.length + 1];
        whole[0] = (byte) number;
        System.arraycopy(request, 0, whole, 1, request.length);
        return whole;
    }

    @MethodSource("requests")
    @FuzzTest(maxDuration = "20s")
    void request_isAnsweredOrRefused(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        if (edge.tasks.sent.size() > 1_000) {
            edge.tasks.forget();
        }
        try (var allowed = BugDetectors.allowNetworkConnections()) {
            ClientCalls.blockingUnaryCall(
                    channel,
                    METHODS.get(Byte.toUnsignedInt(bytes[0]) % METHODS.size()),
                    CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                    Arrays.copyOfRange(bytes, 1, bytes.length));
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).as(refused.toString()).isNotIn(UNTHOUGHT_OF);
        }
    }
}
