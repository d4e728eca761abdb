package dev.parley.router.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.ScriptedGrpcAgent;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.grpc.GrpcConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** An agent over gRPC that is gone without a word, as behind a cut cable. gRPC pings no faster than every ten seconds. */
@EnabledIfEnvironmentVariable(
        named = "PARLEY_LONG",
        matches = ".+",
        disabledReason = "takes 15 s; PARLEY_LONG=1 runs it")
class DeadAgentIT {
    private static final GrpcConfig PINGING =
            new GrpcConfig(10, Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofSeconds(1));

    private static int portOf(ScriptedGrpcAgent agent) {
        return Integer.parseInt(agent.address().substring(agent.address().lastIndexOf(':') + 1));
    }

    @Test
    @Timeout(120)
    void agentThatIsGoneWithoutAWord_isNoticedLongBeforeItIsTooSilent() throws Exception {
        try (ScriptedGrpcAgent agent = new ScriptedGrpcAgent();
                SilentProxy proxy = new SilentProxy(portOf(agent));
                Calls calls = new Calls(Calls.CONFIG, Calls.HTTP, new TrustConfig(null), PINGING)) {
            agent.onStream((request, reply) -> proxy.fallSilent());
            var at = ScriptedAgent.offering("a", true, ScriptedAgent.at("GRPC", "1.0", "127.0.0.1:" + proxy.port()));

            Calls.Heard heard = calls.call(at, Calls.hello(), Duration.ofMinutes(10));

            // the agent has the message: nobody may send it again
            assertThat(heard.outcome())
                    .isInstanceOfSatisfying(
                            CallOutcome.Broken.class,
                            broken -> assertThat(broken.reason())
                                    .contains("the connection to 127.0.0.1:" + proxy.port()));
        }
    }
}
