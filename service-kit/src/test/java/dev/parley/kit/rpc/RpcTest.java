package dev.parley.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.embed.v1.EmbedBatchReply;
import dev.parley.proto.embed.v1.EmbedBatchRequest;
import dev.parley.proto.embed.v1.EmbedRequest;
import dev.parley.proto.embed.v1.EmbedServiceGrpc;
import dev.parley.proto.embed.v1.Embedding;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RpcTest {
    /** Answers with who called; some texts are errors. */
    private static final class Service extends EmbedServiceGrpc.EmbedServiceImplBase {
        @Override
        public void embed(EmbedRequest request, StreamObserver<Embedding> reply) {
            switch (request.getText()) {
                case "retry" -> throw A2aException.retryable(A2aErrorCode.OVERLOADED, "full", Duration.ofMillis(1500));
                case "bug" -> throw new IllegalStateException("the secret cause");
                case "early" -> {
                    early("early");
                    early("never seen");
                    reply.onNext(Embedding.getDefaultInstance());
                    reply.onCompleted();
                }
                case "early, then an error" -> {
                    early("early");
                    reply.onError(A2aException.retryable(A2aErrorCode.OVERLOADED, "full", Duration.ofSeconds(1)));
                }
                case "late" ->
                    reply.onError(new A2aException(
                            A2aErrorCode.AGENT_CARD_INVALID, "bad", List.of(new Violation("$.name", "missing"))));
                default -> {
                    reply.onNext(Embedding.newBuilder()
                            .setModel(CallerIdentity.current().subject())
                            .build());
                    reply.onCompleted();
                }
            }
        }

        private static void early(String value) {
            Metadata headers = new Metadata();
            headers.put(EARLY, value);
            EarlyHeaders.send(headers);
        }

        @Override
        public void embedBatch(EmbedBatchRequest request, StreamObserver<EmbedBatchReply> reply) {
            reply.onNext(EmbedBatchReply.newBuilder()
                    .addAllEmbeddings(request.getTextsList().stream()
                            .map(text -> Embedding.newBuilder().setModel(text).build())
                            .toList())
                    .build());
            reply.onCompleted();
        }
    }

    private static final Metadata.Key<String> EARLY = Metadata.Key.of("early", Metadata.ASCII_STRING_MARSHALLER);

    @Test
    void headers_mayGoBeforeTheAnswer_andBeforeAnError(@TempDir Path folder) {
        Path socket = folder.resolve("s");
        try (RpcServer inside = RpcServer.inProcess("rpc-early", List.of(new Service()));
                RpcServer outside = RpcServer.unixSocket(socket, List.of(new Service()))) {
            for (String address : List.of("in-process:rpc-early", "unix:" + socket)) {
                ManagedChannel channel = RpcChannels.open(address);
                for (String text : List.of("early", "early, then an error")) {
                    AtomicReference<Metadata> headers = new AtomicReference<>();
                    Channel capturing = ClientInterceptors.intercept(
                            channel, MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
                    var stub = EmbedServiceGrpc.newBlockingStub(capturing);
                    EmbedRequest request =
                            EmbedRequest.newBuilder().setText(text).build();
                    if (text.equals("early")) {
                        assertThat(stub.embed(request)).isEqualTo(Embedding.getDefaultInstance());
                    } else {
                        assertThatThrownBy(() -> stub.embed(request))
                                .satisfies(failure -> assertThat(
                                                RpcErrors.fromStatus(failure).text())
                                        .isEqualTo("full"));
                    }
                    assertThat(headers.get().getAll(EARLY)).containsExactly("early");
                }
                channel.shutdownNow();
            }
            assertThat(inside).isNotEqualTo(outside);
        }
        EarlyHeaders.send(new Metadata()); // where there is no call, nothing
    }

    private static A2aException errorOf(ManagedChannel channel, String text) {
        try {
            EmbedServiceGrpc.newBlockingStub(channel)
                    .embed(EmbedRequest.newBuilder().setText(text).build());
        } catch (StatusRuntimeException e) {
            return RpcErrors.fromStatus(e);
        }
        throw new AssertionError("no error");
    }

    @Test
    void resetStream_isAServiceThatIsNotThere() {
        Status reset = Status.INTERNAL.withDescription("RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR");
        assertThat(RpcErrors.fromStatus(reset.asRuntimeException()).code()).isEqualTo(A2aErrorCode.OVERLOADED);
        assertThat(RpcErrors.fromStatus(Status.INTERNAL.asRuntimeException()).code())
                .isEqualTo(A2aErrorCode.INTERNAL_ERROR);
    }

    private static void check(ManagedChannel channel) throws Exception {
        var stub = EmbedServiceGrpc.newBlockingStub(channel);
        Principal ada = new Principal("t", "ada", List.of("admin"));

        assertThat(CallerIdentity.callAs(ada, () -> stub.embed(EmbedRequest.getDefaultInstance()))
                        .getModel())
                .isEqualTo("ada");
        A2aException retry = errorOf(channel, "retry");
        assertThat(retry.code()).isEqualTo(A2aErrorCode.OVERLOADED);
        assertThat(retry.retryAfter()).contains(Duration.ofMillis(1500));
        assertThat(errorOf(channel, "late").violations()).containsExactly(new Violation("$.name", "missing"));
        assertThat(errorOf(channel, "bug").text()).isEqualTo("Internal error");
    }

    @Test
    void inProcess_carriesIdentityAndErrors() throws Exception {
        try (RpcServer server = RpcServer.inProcess("rpc-test", List.of(new Service()))) {
            ManagedChannel channel = RpcChannels.open("in-process:rpc-test");
            check(channel);
            channel.shutdownNow();
            assertThat(server).isNotNull();
        }
    }

    @Test
    void unixSocket_carriesTheSameAndIsForItsOwnerOnly(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("s");
        try (RpcServer server = RpcServer.unixSocket(socket, List.of(new Service()))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            ManagedChannel channel = RpcChannels.open("unix:" + socket);
            check(channel);
            channel.shutdownNow();
            assertThat(server).isNotNull();
        }
    }

    @Test
    void unixSocket_isServedWithoutWarnings(@TempDir Path folder) throws Exception {
        Logger netty = (Logger) LoggerFactory.getLogger("io.grpc.netty.shaded.io.netty");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        netty.addAppender(said);
        try (RpcServer server = RpcServer.unixSocket(folder.resolve("s"), List.of(new Service()))) {
            ManagedChannel channel = RpcChannels.open("unix:" + folder.resolve("s"));
            check(channel);
            channel.shutdownNow();
            assertThat(server).isNotNull();
        } finally {
            netty.detachAppender(said);
        }
        assertThat(said.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    @Test
    void bothTransports_passMessagesFromAByteToFiveMebibytes(@TempDir Path folder) {
        Path socket = folder.resolve("s");
        try (RpcServer inside = RpcServer.inProcess("rpc-sizes", List.of(new Service()));
                RpcServer outside = RpcServer.unixSocket(socket, List.of(new Service()))) {
            for (String address : List.of("in-process:rpc-sizes", "unix:" + socket)) {
                ManagedChannel channel = RpcChannels.open(address);
                for (int size : new int[] {1, 1 << 10, 1 << 20, 5 << 20}) {
                    EmbedBatchReply reply = EmbedServiceGrpc.newBlockingStub(channel)
                            .embedBatch(EmbedBatchRequest.newBuilder()
                                    .addTexts("x".repeat(size))
                                    .build());
                    assertThat(reply.getEmbeddings(0).getModel()).hasSize(size);
                }
                channel.shutdownNow();
            }
            assertThat(inside).isNotEqualTo(outside);
        }
    }

    @Test
    void open_refusesAnAddressOfAnotherForm() {
        assertThatThrownBy(() -> RpcChannels.open("http://x")).hasMessageContaining("http://x");
    }
}
