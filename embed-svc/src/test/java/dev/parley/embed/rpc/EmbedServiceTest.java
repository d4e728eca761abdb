package dev.parley.embed.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.embed.model.Reference;
import dev.parley.kit.health.Dependency;
import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.embed.v1.EmbedBatchRequest;
import dev.parley.proto.embed.v1.EmbedRequest;
import dev.parley.proto.embed.v1.EmbedServiceGrpc;
import dev.parley.proto.embed.v1.EmbedServiceGrpc.EmbedServiceBlockingStub;
import dev.parley.proto.embed.v1.Embedding;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service whole, over in-process gRPC. */
class EmbedServiceTest {
    private static MeshService service;
    private static ManagedChannel channel;
    private static EmbedServiceBlockingStub stub;

    @BeforeAll
    static void start() {
        service = MeshService.start("embed", Map.of("parley.services.embed", "in-process:embed-service-test"));
        channel = RpcChannels.open("in-process:embed-service-test");
        stub = EmbedServiceGrpc.newBlockingStub(channel);
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        service.close();
    }

    @Test
    void embedBatch_answersInTheOrderOfItsTexts() {
        List<Reference> references = Reference.all();
        List<Embedding> embeddings = stub.embedBatch(EmbedBatchRequest.newBuilder()
                        .addAllTexts(references.stream().map(Reference::text).toList())
                        .build())
                .getEmbeddingsList();
        assertThat(embeddings).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(references.get(i).cosineTo(vector(embeddings.get(i))))
                    .as(references.get(i).text())
                    .isGreaterThanOrEqualTo(0.9999);
        }
    }

    @Test
    void embed_namesTheModel() {
        Embedding embedding = embed("a text");
        assertThat(embedding.getModel()).isEqualTo("all-MiniLM-L6-v2/fp32");
        assertThat(embedding.getValuesCount()).isEqualTo(384);
    }

    @Test
    void embed_computesATextOnceHoweverManyAsk() throws Exception {
        embed("the model is loaded now");
        long before = runs();
        Callable<Embedding> ask = () -> embed("asked by fifty at once");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(Collections.nCopies(50, ask))) {
                assertThat(answer.get().getValuesCount()).isEqualTo(384);
            }
        }
        assertThat(runs() - before).isEqualTo(1);
    }

    @Test
    void embedBatch_takesTheSameTextTwice() {
        List<Embedding> embeddings = stub.embedBatch(EmbedBatchRequest.newBuilder()
                        .addTexts("twice")
                        .addTexts("other")
                        .addTexts("twice")
                        .build())
                .getEmbeddingsList();
        assertThat(embeddings).hasSize(3);
        assertThat(embeddings.get(0)).isEqualTo(embeddings.get(2)).isNotEqualTo(embeddings.get(1));
    }

    @Test
    void embedBatch_ofNothingIsEmpty() {
        assertThat(stub.embedBatch(EmbedBatchRequest.getDefaultInstance()).getEmbeddingsList())
                .isEmpty();
    }

    @Test
    void embedBatch_refusesMoreThan256Texts() {
        EmbedBatchRequest request = EmbedBatchRequest.newBuilder()
                .addAllTexts(Collections.nCopies(257, "x"))
                .build();
        assertThat(error(() -> stub.embedBatch(request)).code()).isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }

    @Test
    void embed_refusesATextOverOneMebibyte() {
        assertThat(error(() -> embed("\u00e9".repeat((1 << 19) + 1))).text()).contains("1048578 bytes");
        assertThat(embed("\u00e9".repeat(1 << 19)).getValuesCount()).isEqualTo(384);
    }

    @Test
    void embed_keepsTheCallersDeadline() {
        EmbedServiceBlockingStub hurried = EmbedServiceGrpc.newBlockingStub(channel);
        EmbedBatchRequest request = EmbedBatchRequest.newBuilder()
                .addAllTexts(IntStream.range(0, 256)
                        .mapToObj(i -> "number " + i + " of many words".repeat(60))
                        .toList())
                .build();
        assertThat(error(() -> hurried.withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                                .embedBatch(request))
                        .code())
                .isEqualTo(A2aErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void model_isADependencyThatSaysItsName() throws Exception {
        embed("loaded");
        Dependency model = service.context().getBean(Dependency.class);
        assertThat(model.required()).isTrue();
        assertThat(model.check()).isEqualTo("all-MiniLM-L6-v2/fp32");
    }

    private static Embedding embed(String text) {
        return stub.embed(EmbedRequest.newBuilder().setText(text).build());
    }

    private static long runs() {
        return service.context()
                .getBean(MeterRegistry.class)
                .get("parley.embed.run")
                .timer()
                .count();
    }

    private static A2aException error(ThrowingCallable call) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(call).satisfies(failure -> thrown[0] = failure);
        return RpcErrors.fromStatus(thrown[0]);
    }

    private static float[] vector(Embedding embedding) {
        float[] vector = new float[embedding.getValuesCount()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = embedding.getValues(i);
        }
        return vector;
    }
}
