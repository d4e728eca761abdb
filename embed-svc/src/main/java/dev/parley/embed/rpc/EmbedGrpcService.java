package dev.parley.embed.rpc;

import dev.parley.embed.vectors.Embedder;
import dev.parley.proto.embed.v1.EmbedBatchReply;
import dev.parley.proto.embed.v1.EmbedBatchRequest;
import dev.parley.proto.embed.v1.EmbedRequest;
import dev.parley.proto.embed.v1.EmbedServiceGrpc;
import dev.parley.proto.embed.v1.Embedding;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code parley.embed.v1.EmbedService}. */
@Singleton
final class EmbedGrpcService extends EmbedServiceGrpc.EmbedServiceImplBase {
    private static final Duration WITHOUT_DEADLINE = Duration.ofSeconds(30);

    private final Embedder embedder;

    EmbedGrpcService(Embedder embedder) {
        this.embedder = embedder;
    }

    @Override
    public void embed(EmbedRequest request, StreamObserver<Embedding> reply) {
        reply.onNext(vectors(List.of(request.getText())).getFirst());
        reply.onCompleted();
    }

    @Override
    public void embedBatch(EmbedBatchRequest request, StreamObserver<EmbedBatchReply> reply) {
        reply.onNext(EmbedBatchReply.newBuilder()
                .addAllEmbeddings(vectors(request.getTextsList()))
                .build());
        reply.onCompleted();
    }

    private List<Embedding> vectors(List<String> texts) {
        try {
            return embedder.embed(texts, timeLeft()).stream().map(this::toProto).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Embedding toProto(float[] vector) {
        Embedding.Builder embedding = Embedding.newBuilder().setModel(embedder.model());
        for (float value : vector) {
            embedding.addValues(value);
        }
        return embedding.build();
    }

    private static Duration timeLeft() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? WITHOUT_DEADLINE
                : Duration.ofMillis(Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS)));
    }
}
