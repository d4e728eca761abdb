package dev.parley.proto.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import java.net.URI;
import org.junit.jupiter.api.Test;

class AgentClusterNamesTest {
    private static AgentCard card(String... bindingsAndUrls) {
        AgentCard.Builder card = AgentCard.newBuilder();
        for (int i = 0; i < bindingsAndUrls.length; i += 2) {
            card.addSupportedInterfaces(AgentInterface.newBuilder()
                    .setProtocolBinding(bindingsAndUrls[i])
                    .setProtocolVersion("1.0")
                    .setUrl(bindingsAndUrls[i + 1]));
        }
        return card.build();
    }

    @Test
    void names_areOneForEachPlace_inTheCardsOrder() {
        AgentClusterNames names = AgentClusterNames.of(
                "acme",
                "weather",
                card(
                        "JSONRPC", "http://Weather.example/a2a",
                        "HTTP+JSON", "http://weather.example:80/rest",
                        "GRPC", "weather.example:50051",
                        "GRPC", "https://[2001:DB8::1]"));
        assertThat(names.all().values())
                .containsExactly(
                        "agent/acme/weather",
                        "agent/acme/weather/weather.example:50051",
                        "agent/acme/weather/[2001:db8::1]:443/tls");
        assertThat(names.of(URI.create("http://weather.example/other"))).contains("agent/acme/weather");
        assertThat(names.of(URI.create("https://weather.example/other"))).isEmpty();
        assertThat(names.isSomeLeftOut()).isFalse();
    }

    @Test
    void samePlaceWithAndWithoutTls_isTwo() {
        AgentClusterNames names = AgentClusterNames.of(
                "t", "a", card("JSONRPC", "http://a:1/", "JSONRPC", "http://b:2/", "JSONRPC", "https://b:2/"));
        assertThat(names.all().values()).containsExactly("agent/t/a", "agent/t/a/b:2", "agent/t/a/b:2/tls");
    }

    @Test
    void whatCannotBeCalled_hasNone() {
        AgentCard card = card(
                "SOAP", "http://a:1/",
                "JSONRPC", "ftp://a:2/",
                "JSONRPC", "http://a:0/",
                "JSONRPC", "http://a:65536/",
                "JSONRPC", "http://[fe80::1%25lo]:1/",
                "JSONRPC", "http://" + "a.".repeat(130) + "example/");
        AgentClusterNames names = AgentClusterNames.of("t", "a", card);
        assertThat(names.all()).isEmpty();
        assertThat(names.isSomeLeftOut()).isTrue();
        assertThat(names.of(URI.create("http://a:65536/"))).isEmpty();
    }

    @Test
    void places_areBounded() {
        String[] many = new String[40];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "JSONRPC";
            many[i + 1] = "http://a:" + (i % 20 + 1) + "/";
        }
        AgentClusterNames names = AgentClusterNames.of("t", "a", card(many));
        assertThat(names.all()).hasSize(AgentClusterNames.MOST);
        assertThat(names.isSomeLeftOut()).isTrue();
    }

    @Test
    void strangeTenants_cannotLeaveTheirPart() {
        assertThat(AgentClusterNames.of("a/b c\n%ü", "x", card("JSONRPC", "http://h/"))
                        .all()
                        .values())
                .containsExactly("agent/a%2Fb%20c%0A%25%C3%BC/x");
    }
}
