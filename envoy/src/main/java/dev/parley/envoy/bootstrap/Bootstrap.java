package dev.parley.envoy.bootstrap;

import dev.parley.envoy.template.YamlTemplates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the bootstrap file of an Envoy from its settings. The same settings give the same text. */
public final class Bootstrap {
    private static final YamlTemplates TEMPLATES = new YamlTemplates(Bootstrap.class);

    private Bootstrap() {}

    /** The file's text, YAML; {@code envoy -c} takes it. */
    public static String render(EnvoySettings settings) {
        Map<String, Object> model = common(settings);
        String template = switch (settings.role()) {
            case Role.Sidecar role -> {
                sidecar(model, settings, role.inbound(), role.app(), role.egress());
                yield "sidecar";
            }
            case Role.Router role -> {
                sidecar(model, settings, role.inbound(), role.app(), role.egress());
                model.put("agents", agents(role.agents()));
                yield "router";
            }
            case Role.Front role -> {
                model.put("public", listeners(role.listeners()));
                yield "front";
            }
        };
        return TEMPLATES.render(template, model);
    }

    private static Map<String, Object> common(EnvoySettings settings) {
        Map<String, Object> model = new HashMap<>();
        Limits limits = settings.limits();
        model.put("id", settings.id());
        model.put("service", settings.role().member().id());
        model.put("admin", admin(settings.admin()));
        model.put("errorLog", settings.errorLog());
        model.put(
                "limits",
                Map.of(
                        "connections", limits.connections(),
                        "requests", limits.requests(),
                        "heapBytes", limits.heapMib() * 1024L * 1024L));
        model.put(
                "secrets",
                Map.of(
                        "ownCert", settings.secrets().resolve("own_cert.yaml"),
                        "trust", settings.secrets().resolve("trust.yaml")));
        model.put("tracing", present(settings.tracing().map(at -> tracing(at, settings.role()))));
        model.put("peers", peers(settings));
        return model;
    }

    private static void sidecar(
            Map<String, Object> model, EnvoySettings settings, Endpoint inbound, Role.App app, Optional<Path> egress) {
        Role role = settings.role();
        String domain = settings.trustDomain();
        model.put("inbound", endpoint(inbound));
        model.put("app", Map.of("grpc", app.grpc(), "http", present(app.http()), "management", app.management()));
        model.put(
                "callers",
                role.member().callers().stream()
                        .map(caller -> caller.spiffeId(domain))
                        .toList());
        model.put("members", "spiffe://" + domain + "/");
        model.put("operator", Member.OPERATOR.spiffeId(domain));
        model.put("egress", present(egress.map(socket -> Map.of("socket", socket))));
        Map<String, Boolean> calls = new HashMap<>();
        for (Member member : Member.values()) {
            calls.put(member.id(), role.peers().containsKey(member));
        }
        model.put("calls", calls);
    }

    private static List<Map<String, ?>> peers(EnvoySettings settings) {
        List<Map<String, ?>> peers = new ArrayList<>();
        new TreeMap<>(settings.role().peers())
                .forEach((peer, endpoints) -> peers.add(Map.of(
                        "name", peer.id(),
                        "cluster", "service/" + (peer == Member.EDGE ? "edge-grpc" : peer.id()),
                        "affinity", peer == Member.TASK,
                        "spiffe", peer.spiffeId(settings.trustDomain()),
                        "endpoints", endpoints.stream().map(Bootstrap::endpoint).toList())));
        return peers;
    }

    private static Map<String, ?> admin(AdminAddress admin) {
        return switch (admin) {
            case AdminAddress.Socket at -> Map.of("socket", List.of(at.path()), "endpoint", List.of());
            case AdminAddress.Loopback at -> Map.of("socket", List.of(), "endpoint", List.of(endpoint(at.endpoint())));
        };
    }

    private static Map<String, ?> agents(Role.Agents agents) {
        return Map.of(
                "socket", agents.socket(),
                "folder", agents.folder(),
                "clusters", agents.folder().resolve(AgentClusters.FILE));
    }

    private static Map<String, ?> listeners(Role.PublicListeners listeners) {
        return Map.of(
                "host", listeners.host(),
                "httpPort", listeners.httpPort(),
                "grpcPort", listeners.grpcPort(),
                "tls", present(listeners.tls().map(tls -> Map.of("certificate", tls.certificate(), "key", tls.key()))));
    }

    private static Map<String, ?> tracing(Collector at, Role role) {
        return Map.of(
                "host",
                at.host(),
                "port",
                at.port(),
                "name",
                "parley-envoy-" + role.member().id(),
                "sample",
                role instanceof Role.Front ? List.of(at.sampleInAMillion()) : List.of());
    }

    private static Map<String, ?> endpoint(Endpoint endpoint) {
        return Map.of("host", endpoint.host(), "port", endpoint.port());
    }

    /** For a section of a template: written once when there is something, else not at all. */
    private static List<?> present(Optional<?> value) {
        return value.stream().toList();
    }
}
