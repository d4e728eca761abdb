package dev.parley.envoy.bootstrap;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@link EnvoySettings} from YAML. */
final class SettingsFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private SettingsFile() {}

    static EnvoySettings read(Path file) throws IOException {
        try {
            return Section.read(YAML.readTree(file.toFile()), SettingsFile::settings);
        } catch (JsonProcessingException e) {
            throw new BadSettings("YAML", e.getOriginalMessage(), "YAML without repeated keys").in(file);
        } catch (BadSettings e) {
            throw e.in(file);
        }
    }

    static EnvoySettings parse(String yaml) throws IOException {
        JsonNode tree = YAML.readTree(yaml);
        return Section.read(tree, SettingsFile::settings);
    }

    private static EnvoySettings settings(Section top) {
        Role role = role(top);
        Path folder = top.path("folder");
        Check.path("folder", folder); // now, for defaults lie inside it
        return new EnvoySettings(
                top.text("id"),
                top.textIfAny("trust-domain").orElse(EnvoySettings.TRUST_DOMAIN),
                folder,
                top.textIfAny("admin")
                        .map(AdminAddress::parse)
                        .orElseGet(() -> new AdminAddress.Socket(EnvoySettings.adminSocket(folder))),
                top.sectionIfAny("log", log -> log.path("access")).orElseGet(() -> EnvoySettings.errorLog(folder)),
                top.sectionIfAny("limits", SettingsFile::limits).orElse(Limits.DEFAULT),
                top.sectionIfAny("tracing", SettingsFile::collector),
                role);
    }

    private static Collector collector(Section at) {
        String sample = at.textIfAny("sample").orElse("1");
        try {
            return new Collector(at.text("host"), at.number("port"), Double.parseDouble(sample));
        } catch (NumberFormatException e) {
            throw new BadSettings("tracing.sample", sample, "a share, 0 to 1");
        }
    }

    private static Role role(Section top) {
        String role = top.text("role");
        Map<Member, List<Endpoint>> peers =
                top.sectionIfAny("peers", SettingsFile::peers).orElse(Map.of());
        return switch (role) {
            case "sidecar" -> new Role.Sidecar(member(top.text("service")), inbound(top), app(top), egress(top), peers);
            case "router" -> {
                fixed(top, "router");
                yield new Role.Router(inbound(top), app(top), egress(top), agents(top), peers);
            }
            case "front" -> {
                fixed(top, "front");
                yield new Role.Front(top.section("public", SettingsFile::listeners), peers);
            }
            default -> throw new BadSettings("role", role, "sidecar, router or front");
        };
    }

    private static void fixed(Section top, String service) {
        top.textIfAny("service").ifPresent(given -> Check.require(given.equals(service), "service", given, service));
    }

    private static Member member(String id) {
        return Member.of(id).orElseThrow(() -> new BadSettings("service", id, "task, registry, embed or edge"));
    }

    private static Endpoint inbound(Section top) {
        return top.section("inbound", SettingsFile::endpoint);
    }

    private static Role.App app(Section top) {
        return top.section("app", app -> new Role.App(app.path("grpc"), app.pathIfAny("http"), app.path("management")));
    }

    private static Optional<Path> egress(Section top) {
        return top.sectionIfAny("egress", egress -> egress.path("socket"));
    }

    private static Role.Agents agents(Section top) {
        return top.section("agents", agents -> new Role.Agents(agents.path("socket"), agents.path("folder")));
    }

    private static Role.PublicListeners listeners(Section at) {
        return new Role.PublicListeners(
                at.text("host"),
                at.number("http-port"),
                at.number("grpc-port"),
                at.sectionIfAny("tls", tls -> new Role.PublicTls(tls.path("certificate"), tls.path("key"))));
    }

    private static Map<Member, List<Endpoint>> peers(Section section) {
        Map<Member, List<Endpoint>> peers = new EnumMap<>(Member.class);
        for (String key : section.keys()) {
            Member member = Member.of(key).orElseThrow(() -> new BadSettings(key, "", "a service's name"));
            peers.put(member, section.list(key, SettingsFile::endpoint));
        }
        return peers;
    }

    private static Endpoint endpoint(Section at) {
        return new Endpoint(at.text("host"), at.number("port"));
    }

    private static Limits limits(Section at) {
        return new Limits(
                at.number("connections", Limits.DEFAULT.connections()),
                at.number("requests", Limits.DEFAULT.requests()),
                at.number("heap-mib", Limits.DEFAULT.heapMib()));
    }
}
