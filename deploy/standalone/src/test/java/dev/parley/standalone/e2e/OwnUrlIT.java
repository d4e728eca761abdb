package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mesh is no agent of its own, by whatever name its address goes: it would call itself for ever. */
class OwnUrlIT {
    @TempDir
    private Path folder;

    @Test
    void meshItself_isRefusedAsAnAgent() throws Exception {
        try (MeshProcess mesh = MeshProcess.start(folder.resolve("data"));
                SilentAgent agent = SilentAgent.start()) {
            var caller = new A2aCaller(mesh.http());
            caller.register("silent", agent.url());
            int port = mesh.http().getPort();
            for (String host : List.of("127.0.0.1", "localhost", "[::1]", "0.0.0.0")) {
                for (String path : List.of("", "/", "/agents/silent", "/.well-known/agent-card.json")) {
                    var answer = caller.tryRegister("loop", "http://" + host + ":" + port + path);
                    assertThat(answer.body()).contains("is the mesh itself");
                    assertThat(answer.statusCode()).isEqualTo(422);
                }
            }
        }
    }

    @Test
    void namesThatTheOperatorGivesIt_areRefusedToo() throws Exception {
        try (MeshProcess mesh = MeshProcess.start(
                folder.resolve("data"),
                "parley.edge.public-url=https://mesh.example.org/a2a",
                "parley.edge.public-grpc=grpc.example.org:7443",
                "parley.registry.own-urls=http://other.example.org,http://third.example.org:81")) {
            var caller = new A2aCaller(mesh.http());
            for (String own : List.of(
                    "https://mesh.example.org/agents/a",
                    "https://grpc.example.org:7443",
                    "http://other.example.org/",
                    "http://third.example.org:81/",
                    "http://127.0.0.1:" + mesh.http().getPort())) {
                assertThat(caller.tryRegister("loop", own).body()).as(own).contains("is the mesh itself");
            }
        }
    }
}
