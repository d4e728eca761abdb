package dev.parley.cli.conformance.v03;

import static dev.parley.cli.conformance.suite.Level.SHOULD;
import static dev.parley.cli.conformance.suite.Verdict.expect;
import static dev.parley.cli.conformance.v03.V03Checks.on;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.conformance.suite.AgentProbe;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Http;
import dev.parley.cli.conformance.wire.HttpReply;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an agent of 0.3 does without right credentials, where its card demands some (§4.4, §7.10 of 0.3). */
final class V03AuthChecks {
    private static final Set<Binding> HTTP = EnumSet.of(Binding.JSONRPC, Binding.HTTP_JSON);
    private static final Map<String, String> NO_CREDENTIALS = Map.of();
    private static final Map<String, String> WRONG_CREDENTIALS = Map.of("Authorization", "Bearer nobody-gave-this");

    private V03AuthChecks() {}

    static List<Check> all() {
        return List.of(
                on(
                        HTTP,
                        "authentication",
                        "4.4",
                        "where the card demands credentials, a request without is 401 or 403",
                        (probe, binding) -> denied(get(demanding(probe, binding), NO_CREDENTIALS))),
                on(
                        HTTP,
                        "wrong-credentials",
                        "4.4",
                        "where the card demands credentials, a request with others is 401 or 403",
                        (probe, binding) -> denied(get(demanding(probe, binding), WRONG_CREDENTIALS))),
                Check.older(
                        HTTP,
                        SHOULD,
                        "v03/challenge",
                        "4.4 of 0.3",
                        "a 401 says in WWW-Authenticate what is wanted",
                        V03AuthChecks::challenge),
                on(
                        HTTP,
                        "extended-anonymous",
                        "7.10",
                        "where the card demands credentials, the extended card is given to nobody without",
                        V03AuthChecks::extended));
    }

    private static V03Agent demanding(AgentProbe probe, Binding binding) {
        V03Agent agent = V03Agent.of(probe, binding);
        if (agent.card().json().path("security").isEmpty()) {
            throw new Verdict.Skipped("the card demands no credentials");
        }
        return agent;
    }

    private static void denied(HttpReply reply) {
        expect(reply.status() == 401 || reply.status() == 403, "401 or 403", reply.described());
    }

    private static HttpReply get(V03Agent agent, Map<String, String> headers) {
        return ask(agent, "tasks/get", "{\"id\":\"x\"}", "/v1/tasks/x", headers);
    }

    /** Asks with none of the run's own headers: JSON-RPC by the method, HTTP+JSON by the path. */
    private static HttpReply ask(
            V03Agent agent, String method, String params, String path, Map<String, String> headers) {
        String url = agent.wire().url();
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":\"anonymous\",\"method\":\"" + method + "\",\"params\":" + params + "}";
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json");
        Http.Request request = agent.wire().binding() == Binding.JSONRPC
                ? new Http.Request("POST", URI.create(url), all, body.getBytes(UTF_8))
                : new Http.Request("GET", URI.create(url + path), headers, new byte[0]);
        return agent.probe().anonymous().send(request, agent.probe().transcript());
    }

    private static void challenge(AgentProbe probe, Binding binding) {
        HttpReply reply = get(demanding(probe, binding), NO_CREDENTIALS);
        if (reply.status() != 401) {
            throw new Verdict.Skipped("the answer is not 401: " + reply.described());
        }
        String header = reply.headers().firstValue("WWW-Authenticate").orElse("");
        expect(
                !header.isEmpty(),
                "WWW-Authenticate",
                "none among " + reply.headers().map().keySet());
    }

    private static void extended(AgentProbe probe, Binding binding) {
        V03Agent agent = demanding(probe, binding);
        if (!agent.card().json().path("supportsAuthenticatedExtendedCard").asBoolean()) {
            throw new Verdict.Skipped("the card does not declare supportsAuthenticatedExtendedCard");
        }
        for (Map<String, String> headers : List.of(NO_CREDENTIALS, WRONG_CREDENTIALS)) {
            HttpReply reply = ask(agent, "agent/getAuthenticatedExtendedCard", "{}", "/v1/card", headers);
            boolean given = reply.status() == 200
                    && reply.json()
                            .map(json -> json.has("result") || json.has("name"))
                            .orElse(false);
            expect(!given, "a refusal", reply.described());
        }
    }
}
