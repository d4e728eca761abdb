package dev.parley.registry.search;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.embed.v1.EmbedBatchReply;
import dev.parley.proto.embed.v1.EmbedBatchRequest;
import dev.parley.proto.embed.v1.EmbedServiceGrpc;
import dev.parley.proto.embed.v1.EmbedServiceGrpc.EmbedServiceBlockingStub;
import dev.parley.proto.embed.v1.Embedding;
import dev.parley.proto.error.A2aException;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the embed service for vectors. */
final class EmbedClient {
    /** Texts a call to the embed service may bring. */
    static final int MAX_TEXTS = 256;

    private final ManagedChannel channel;
    private final EmbedServiceBlockingStub stub;

    EmbedClient(ManagedChannel channel) {
        this.channel = channel;
        this.stub = EmbedServiceGrpc.newBlockingStub(channel);
    }

    /** @param model the id of the model that made the vectors */
    record Embedded(String model, List<float[]> vectors) {}

    /**
     * One vector a text, in order.
     *
     * @throws A2aException OVERLOADED or DEADLINE_EXCEEDED when the service is away or slow
     */
    Embedded embed(List<String> texts, Duration atMost) {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // connect now: the growing pauses of gRPC are meant for crowds, and would outlast a restart by far
            channel.resetConnectBackoff();
        }
        try {
            List<float[]> vectors = new ArrayList<>();
            String model = "";
            for (int from = 0; from < texts.size(); from += MAX_TEXTS) {
                EmbedBatchReply reply = stub.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS)
                        .embedBatch(EmbedBatchRequest.newBuilder()
                                .addAllTexts(texts.subList(from, Math.min(texts.size(), from + MAX_TEXTS)))
                                .build());
                reply.getEmbeddingsList().forEach(each -> vectors.add(values(each)));
                model = reply.getEmbeddings(0).getModel();
            }
            return new Embedded(model, vectors);
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }

    /** The vector of a search's text. */
    QueryVector query(String text, Duration atMost) {
        Embedded embedded = embed(List.of(text), atMost);
        return new QueryVector(
                SkillVector.modelOf(embedded.model()), embedded.vectors().getFirst());
    }

    private static float[] values(Embedding embedding) {
        float[] values = new float[embedding.getValuesCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = embedding.getValues(i);
        }
        return values;
    }
}
