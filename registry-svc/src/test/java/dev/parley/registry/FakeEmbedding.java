package dev.parley.registry;

import dev.parley.kit.rpc.RpcServer;
import dev.parley.proto.embed.v1.EmbedBatchReply;
import dev.parley.proto.embed.v1.EmbedBatchRequest;
import dev.parley.proto.embed.v1.EmbedServiceGrpc;
import dev.parley.proto.embed.v1.Embedding;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tiny deterministic embed service: a text is the sum of a random direction for each of its words, so texts that share
 * words are near and others are not.
 */
public final class FakeEmbedding extends EmbedServiceGrpc.EmbedServiceImplBase implements AutoCloseable {
    private static final int DIMENSIONS = 384;

    private final RpcServer server;
    private final AtomicInteger texts = new AtomicInteger();
    private volatile String model = "fake/1";

    public FakeEmbedding(String name) {
        server = RpcServer.inProcess(name, List.of(this));
    }

    public FakeEmbedding model(String id) {
        model = id;
        return this;
    }

    /** Texts embedded so far. */
    public int texts() {
        return texts.get();
    }

    @Override
    public void embedBatch(EmbedBatchRequest request, StreamObserver<EmbedBatchReply> reply) {
        texts.addAndGet(request.getTextsCount());
        EmbedBatchReply.Builder embedded = EmbedBatchReply.newBuilder();
        request.getTextsList().forEach(text -> embedded.addEmbeddings(embed(text)));
        reply.onNext(embedded.build());
        reply.onCompleted();
    }

    private Embedding embed(String text) {
        double[] sum = new double[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
            Random direction = new Random((model + word).hashCode());
            for (int i = 0; i < DIMENSIONS; i++) {
                sum[i] += direction.nextGaussian();
            }
        }
        double length = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
        Embedding.Builder embedding = Embedding.newBuilder().setModel(model);
        for (double value : sum) {
            embedding.addValues((float) (value / length));
        }
        return embedding.build();
    }

    @Override
    public void close() {
        server.close();
    }
}
