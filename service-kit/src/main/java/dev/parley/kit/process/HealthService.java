package dev.parley.kit.process;

import dev.parley.kit.health.HealthReporter;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;

/** gRPC's own health question, which sidecars ask each second: SERVING while callers may come. Every name is the whole service. */
final class HealthService extends HealthGrpc.HealthImplBase {
    private final HealthReporter health;

    HealthService(HealthReporter health) {
        this.health = health;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> reply) {
        reply.onNext(HealthCheckResponse.newBuilder()
                .setStatus(
                        health.report().serving()
                                ? HealthCheckResponse.ServingStatus.SERVING
                                : HealthCheckResponse.ServingStatus.NOT_SERVING)
                .build());
        reply.onCompleted();
    }
}
