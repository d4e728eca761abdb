package dev.parley.mesh;

import dev.parley.envoy.bootstrap.Member;
import dev.parley.standalone.OwnUrls;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings file of one instance: where it serves, where its sidecar is, and its stores. It may hold passwords. */
final class ServiceSettings {
    private ServiceSettings() {}

    /**
     * @param stores how PostgreSQL and Redis are reached
     * @param common settings of all services, over everything that is said here
     */
    static String of(Layout layout, Instance instance, Map<String, String> stores, Map<String, String> common) {
        Map<String, String> keys = new HashMap<>();
        keys.put("parley.instance", instance.name());
        keys.put("parley.process.management-socket", instance.management().toString());
        keys.put("parley.process.log-folder", instance.logs().toString());
        // two looks of those who ask for its health
        keys.put("parley.process.drain-delay", "2s");
        if (!instance.service().callees().isEmpty()) {
            keys.put("parley.process.egress", "unix:" + instance.egress());
        }
        if (instance.service() == Member.EDGE) {
            keys.put("parley.tracing.front", "false"); // the front Envoy has decided what is traced
            keys.put("parley.edge.socket", instance.http().toString());
            keys.put("parley.edge.grpc-socket", instance.grpc().toString());
            keys.put("parley.edge.port", Integer.toString(layout.httpPort()));
            keys.put("parley.edge.grpc-port", Integer.toString(layout.grpcPort()));
            keys.put("parley.edge.allowed-hosts", layout.publicHost());
        } else {
            keys.put("parley.process.socket", instance.grpc().toString());
        }
        if (instance.service() == Member.ROUTER) {
            keys.put("parley.router.egress.socket", instance.agents().toString());
            keys.put("parley.router.egress.folder", instance.clusters().toString());
            keys.put("parley.router.egress.admin", layout.admin(instance).toString());
        }
        if (instance.service() == Member.REGISTRY) {
            keys.put(
                    OwnUrls.KEY,
                    String.join(",", OwnUrls.of(common, layout.publicHost(), layout.httpPort(), layout.grpcPort())));
        }
        if (instance.service() != Member.EMBED && instance.service() != Member.EDGE) {
            keys.putAll(stores);
        }
        common.forEach((key, value) -> {
            if (!key.equals(OwnUrls.KEY)) {
                keys.put(key, value);
            }
        });
        return text(keys);
    }

    /** As {@link java.util.Properties} reads it, sorted for people. */
    private static String text(Map<String, String> keys) {
        return keys.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(entry -> escaped(entry.getKey(), true) + "=" + escaped(entry.getValue(), false) + "\n")
                .collect(Collectors.joining());
    }

    private static String escaped(String text, boolean key) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case ' ' -> out.append(key || i == 0 ? "\\ " : " ");
                case '\t', '\f' -> out.append(String.format("\\u%04x", (int) c));
                case ':', '=', '#', '!' -> out.append(key ? "\\" + c : String.valueOf(c));
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
