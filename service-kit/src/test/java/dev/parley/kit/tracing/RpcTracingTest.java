package dev.parley.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.RpcServer;
import dev.parley.proto.embed.v1.EmbedRequest;
import dev.parley.proto.embed.v1.EmbedServiceGrpc;
import dev.parley.proto.embed.v1.Embedding;
import dev.parley.proto.router.v1.CallContext;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RpcTracingTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final Tracing tracing = Tracing.of(sdk);

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        sdk.close();
    }

    /** Answers with the trace it runs in, also on another thread. */
    private static final class Service extends EmbedServiceGrpc.EmbedServiceImplBase {
        @Override
        public void embed(EmbedRequest request, StreamObserver<Embedding> reply) {
            if (request.getText().equals("bug")) {
                throw new IllegalStateException("the secret cause");
            }
            CompletableFuture<String> elsewhere = new CompletableFuture<>();
            Thread.startVirtualThread(CallerIdentity.detached(Principal.LOCAL).wrap(() -> {
                elsewhere.complete(Span.current().getSpanContext().getTraceId());
            }));
            reply.onNext(Embedding.newBuilder().setModel(elsewhere.join()).build());
            reply.onCompleted();
        }
    }

    private interface Calling {
        void with(EmbedServiceGrpc.EmbedServiceBlockingStub stub);
    }

    private void call(String address, Calling calling) {
        boolean unix = address.equals("unix");
        String name = UUID.randomUUID().toString();
        Path socket = folder.resolve("s");
        ManagedChannel channel = RpcChannels.open(unix ? "unix:" + socket : "in-process:" + name, tracing);
        try (RpcServer server = unix
                ? RpcServer.unixSocket(socket, List.of(new Service()), tracing)
                : RpcServer.inProcess(name, List.of(new Service()), tracing)) {
            calling.with(EmbedServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS));
        } finally {
            channel.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "unix"})
    void call_ofATraceHasASpanOnEachSide(String address) {
        Span request = tracing.tracer().spanBuilder("request").startSpan();
        call(address, stub -> {
            try (Scope here = request.makeCurrent()) {
                assertThat(stub.embed(EmbedRequest.getDefaultInstance()).getModel())
                        .isEqualTo(request.getSpanContext().getTraceId());
            }
        });
        SpanData client = one(SpanKind.CLIENT);
        SpanData server = one(SpanKind.SERVER);
        assertThat(client.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        assertThat(server.getParentSpanId()).isEqualTo(client.getSpanId());
        assertThat(server.getName()).isEqualTo("parley.embed.v1.EmbedService/Embed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-process", "unix"})
    void call_ofNoTraceHasNone(String address) {
        call(address, stub -> stub.embed(EmbedRequest.getDefaultInstance()));
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void call_thatFailsSaysSoButNotWhy() {
        call("in-process", stub -> {
            try (Scope here = tracing.tracer().spanBuilder("r").startSpan().makeCurrent()) {
                assertThatThrownBy(() -> stub.embed(
                                EmbedRequest.newBuilder().setText("bug").build()))
                        .isInstanceOf(StatusRuntimeException.class);
            }
        });
        for (SpanKind kind : List.of(SpanKind.CLIENT, SpanKind.SERVER)) {
            assertThat(one(kind).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(one(kind).getAttributes().get(SpanNames.ERROR_TYPE)).isEqualTo("INTERNAL");
            assertThat(one(kind).toString()).doesNotContain("secret");
        }
    }

    @Test
    void keptContext_isReadBackAsItsParent() {
        Span accepted = tracing.tracer().spanBuilder("accept").startSpan();
        CallContext kept;
        try (Scope here = accepted.makeCurrent()) {
            kept = TraceContexts.inCurrent(CallContext.newBuilder()
                    .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .setTracestate("a=b")
                    .setBaggage("c=d")
                    .build());
        }
        assertThat(Span.fromContext(TraceContexts.read(kept)).getSpanContext().getSpanId())
                .isEqualTo(accepted.getSpanContext().getSpanId());
        assertThat(kept.getTracestate()).isEmpty();
        assertThat(kept.getBaggage()).isEqualTo("c=d");
        assertThat(TraceContexts.inCurrent(kept)).isSameAs(kept);
        CallContext nonsense =
                CallContext.newBuilder().setTraceparent("00-0-0-0").build();
        assertThat(Span.fromContext(TraceContexts.read(nonsense))
                        .getSpanContext()
                        .isValid())
                .isFalse();
    }

    private SpanData one(SpanKind kind) {
        List<SpanData> found = spans.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == kind)
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
