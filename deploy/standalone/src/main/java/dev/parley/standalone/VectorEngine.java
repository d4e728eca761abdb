package dev.parley.standalone;

import com.google.protobuf.Empty;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;

/** How a mesh's registry compares vectors. */
public final class VectorEngine {
    private static final int SECONDS = 5;

    private VectorEngine() {}

    /**
     * {@code pgvector} or {@code exact-scan}, as the registry says.
     *
     * @param address {@code in-process:NAME} or {@code unix:PATH}
     * @throws io.grpc.StatusRuntimeException when it does not say so within 5 s
     */
    public static String ask(String address) {
        ManagedChannel channel = RpcChannels.open(address);
        try {
            return RegistryServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                    .getRegistryStatus(Empty.getDefaultInstance())
                    .getVectorEngine();
        } finally {
            channel.shutdownNow();
        }
    }
}
