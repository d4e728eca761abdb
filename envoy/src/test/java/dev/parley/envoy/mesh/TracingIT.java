package dev.parley.envoy.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.bootstrap.Collector;
import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Member;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TracingIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void trace_goesOnInTheProcess_andSpansGoToTheCollector() throws Exception {
        try (TestMesh mesh = new TestMesh()) {
            GrpcApp collector = mesh.closedAtTheEnd(new GrpcApp(GrpcApp.saying("")));
            mesh.closedAtTheEnd(new GrpcApp(mesh.app("embed-1", false).grpc(), (method, request, answer) -> {
                answer.onNext(String.valueOf(GrpcApp.HEADERS.get().get(Calls.header("traceparent"))));
                answer.onCompleted();
            }));
            Endpoint inbound = TestMesh.freeEndpoint();
            EnvoySettings usual = mesh.settings(Member.EMBED, "embed-1", inbound, Map.of());
            mesh.start(new EnvoySettings(
                    usual.id(),
                    usual.trustDomain(),
                    usual.folder(),
                    usual.admin(),
                    usual.errorLog(),
                    usual.limits(),
                    Optional.of(new Collector("127.0.0.1", collector.port())),
                    usual.role()));
            try (Calls registry = Calls.mutualTls(inbound, mesh.ca().issue("registry"))) {
                String caller = "00-" + TRACE + "-b7ad6b7169203331-01";
                String seen = registry.call(
                        "parley.embed.v1.EmbedService/Embed", Map.of("traceparent", caller), Calls.DEADLINE);
                assertThat(seen).startsWith("00-" + TRACE + "-").isNotEqualTo(caller);
            }
            Await.that(
                    "spans at the collector",
                    () -> collector.calls().contains("opentelemetry.proto.collector.trace.v1.TraceService/Export"));
        }
    }
}
