package dev.parley.proto.dialect.v03;

import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.MutualTlsSecurityScheme;
import dev.parley.proto.a2a.v1.OAuthFlows;
import dev.parley.proto.a2a.v1.SecurityScheme;

/** Cards of 1.0 without what 0.3 cannot say: what comes back of a card that went there. */
final class SayableCard {
    private SayableCard() {}

    /** The same card with at least one interface, without which no version has one. */
    static AgentCard withInterface(AgentCard card) {
        return card.getSupportedInterfacesCount() > 0
                ? card
                : card.toBuilder()
                        .addSupportedInterfaces(AgentInterface.newBuilder()
                                .setUrl("https://a.example/")
                                .setProtocolBinding("GRPC")
                                .setProtocolVersion("1.0")
                                .setTenant("t"))
                        .build();
    }

    /**
     * In the messages of 0.3, which have no presence: no interface's tenant and own version, no PKCE, no device code flow, and
     * what is unset and what is empty or false are one.
     */
    static AgentCard inProto(AgentCard card) {
        AgentCard.Builder said = inBoth(card);
        AgentCapabilities.Builder capabilities = said.getCapabilitiesBuilder();
        if (!capabilities.getStreaming()) {
            capabilities.clearStreaming();
        }
        if (!capabilities.getPushNotifications()) {
            capabilities.clearPushNotifications();
        }
        return said.build();
    }

    /** In the JSON of 0.3: the same, but a scheme is always of a type, and an OAuth scheme always has an object of flows. */
    static AgentCard inJson(AgentCard card) {
        AgentCard.Builder said = inBoth(card);
        card.getSecuritySchemesMap().forEach((name, stated) -> {
            SecurityScheme.Builder scheme = said.getSecuritySchemesOrThrow(name).toBuilder();
            if (scheme.hasOauth2SecurityScheme()) {
                scheme.getOauth2SecuritySchemeBuilder().mergeFlows(OAuthFlows.getDefaultInstance());
            } else if (scheme.getSchemeCase() == SecurityScheme.SchemeCase.SCHEME_NOT_SET) {
                scheme.setMtlsSecurityScheme(MutualTlsSecurityScheme.getDefaultInstance());
            }
            said.putSecuritySchemes(name, scheme.build());
        });
        return said.build();
    }

    private static AgentCard.Builder inBoth(AgentCard card) {
        AgentCard.Builder said = card.toBuilder().clearSupportedInterfaces();
        card.getSupportedInterfacesList().forEach(stated -> said.addSupportedInterfaces(said(stated)));
        if (card.getIconUrl().isEmpty()) {
            said.clearIconUrl();
        }
        if (card.getDocumentationUrl().isEmpty()) {
            said.clearDocumentationUrl();
        }
        if (!card.getCapabilities().getExtendedAgentCard()) {
            said.getCapabilitiesBuilder().clearExtendedAgentCard();
        }
        said.mergeCapabilities(AgentCapabilities.getDefaultInstance()); // always there in 0.3
        card.getSecuritySchemesMap().forEach((name, scheme) -> said.putSecuritySchemes(name, said(scheme)));
        return said;
    }

    private static AgentInterface said(AgentInterface stated) {
        String binding = stated.getProtocolBinding();
        return AgentInterface.newBuilder()
                .setUrl(stated.getUrl())
                .setProtocolBinding(binding.isEmpty() ? "JSONRPC" : binding)
                .setProtocolVersion("0.3")
                .build();
    }

    private static SecurityScheme said(SecurityScheme scheme) {
        if (!scheme.getOauth2SecurityScheme().hasFlows()) {
            return scheme;
        }
        SecurityScheme.Builder said = scheme.toBuilder();
        OAuthFlows.Builder flows = said.getOauth2SecuritySchemeBuilder().getFlowsBuilder();
        if (flows.hasAuthorizationCode()) {
            flows.getAuthorizationCodeBuilder().clearPkceRequired();
        } else if (flows.hasDeviceCode()) {
            flows.clear();
        }
        return said.build();
    }
}
