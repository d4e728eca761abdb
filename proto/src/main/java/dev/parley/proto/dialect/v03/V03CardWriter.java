package dev.parley.proto.dialect.v03;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v03json.AgentCapabilities;
import dev.parley.proto.a2a.v03json.AgentCard;
import dev.parley.proto.a2a.v03json.AgentCardSignature;
import dev.parley.proto.a2a.v03json.AgentExtension;
import dev.parley.proto.a2a.v03json.AgentInterface;
import dev.parley.proto.a2a.v03json.AgentProvider;
import dev.parley.proto.a2a.v03json.AgentSkill;
import dev.parley.proto.a2a.v03json.OAuthFlow;
import dev.parley.proto.a2a.v03json.OAuthFlows;
import dev.parley.proto.a2a.v03json.SecurityScheme;
import dev.parley.proto.a2a.v1.SecurityRequirement;
import java.util.List;

/**
 * A card of 1.0 as one of 0.3: the first interface is {@code url}, the others are {@code additionalInterfaces}. What 0.3 has
 * no words for is dropped: an interface's tenant, and the device code flow.
 */
public final class V03CardWriter {
    static final String VERSION = "0.3.0";

    private V03CardWriter() {}

    /** @param interfaces those to show, at least one; they speak 0.3 whatever they say of their version */
    public static AgentCard write(
            dev.parley.proto.a2a.v1.AgentCard card, List<dev.parley.proto.a2a.v1.AgentInterface> interfaces) {
        AgentCard.Builder written = AgentCard.newBuilder()
                .setProtocolVersion(VERSION)
                .setName(card.getName())
                .setDescription(card.getDescription())
                .setUrl(interfaces.getFirst().getUrl())
                .setPreferredTransport(interfaces.getFirst().getProtocolBinding())
                .setVersion(card.getVersion())
                .setIconUrl(card.getIconUrl())
                .setDocumentationUrl(card.getDocumentationUrl())
                .setCapabilities(capabilities(card.getCapabilities()))
                .addAllDefaultInputModes(card.getDefaultInputModesList())
                .addAllDefaultOutputModes(card.getDefaultOutputModesList())
                .setSupportsAuthenticatedExtendedCard(card.getCapabilities().getExtendedAgentCard());
        interfaces.stream()
                .skip(1)
                .forEach(each -> written.addAdditionalInterfaces(
                        AgentInterface.newBuilder().setUrl(each.getUrl()).setTransport(each.getProtocolBinding())));
        if (card.hasProvider()) {
            written.setProvider(AgentProvider.newBuilder()
                    .setOrganization(card.getProvider().getOrganization())
                    .setUrl(card.getProvider().getUrl()));
        }
        card.getSecuritySchemesMap().forEach((name, scheme) -> written.putSecuritySchemes(name, scheme(scheme)));
        card.getSecurityRequirementsList().forEach(each -> written.addSecurity(security(each)));
        card.getSkillsList().forEach(skill -> written.addSkills(skill(skill)));
        card.getSignaturesList().forEach(signature -> {
            AgentCardSignature.Builder copy = AgentCardSignature.newBuilder()
                    .setProtected(signature.getProtected())
                    .setSignature(signature.getSignature());
            if (signature.hasHeader()) {
                copy.setHeader(signature.getHeader());
            }
            written.addSignatures(copy);
        });
        return written.build();
    }

    private static AgentCapabilities capabilities(dev.parley.proto.a2a.v1.AgentCapabilities stated) {
        AgentCapabilities.Builder written = AgentCapabilities.newBuilder();
        if (stated.hasStreaming()) {
            written.setStreaming(stated.getStreaming());
        }
        if (stated.hasPushNotifications()) {
            written.setPushNotifications(stated.getPushNotifications());
        }
        stated.getExtensionsList().forEach(extension -> {
            AgentExtension.Builder copy = AgentExtension.newBuilder()
                    .setUri(extension.getUri())
                    .setDescription(extension.getDescription())
                    .setRequired(extension.getRequired());
            if (extension.hasParams()) {
                copy.setParams(extension.getParams());
            }
            written.addExtensions(copy);
        });
        return written.build();
    }

    private static AgentSkill skill(dev.parley.proto.a2a.v1.AgentSkill skill) {
        AgentSkill.Builder written = AgentSkill.newBuilder()
                .setId(skill.getId())
                .setName(skill.getName())
                .setDescription(skill.getDescription())
                .addAllTags(skill.getTagsList())
                .addAllExamples(skill.getExamplesList())
                .addAllInputModes(skill.getInputModesList())
                .addAllOutputModes(skill.getOutputModesList());
        skill.getSecurityRequirementsList().forEach(each -> written.addSecurity(security(each)));
        return written.build();
    }

    private static Struct security(SecurityRequirement requirement) {
        Struct.Builder written = Struct.newBuilder();
        requirement.getSchemesMap().forEach((scheme, scopes) -> {
            ListValue.Builder list = ListValue.newBuilder();
            scopes.getListList()
                    .forEach(scope -> list.addValues(Value.newBuilder().setStringValue(scope)));
            written.putFields(scheme, Value.newBuilder().setListValue(list).build());
        });
        return written.build();
    }

    private static SecurityScheme scheme(dev.parley.proto.a2a.v1.SecurityScheme scheme) {
        SecurityScheme.Builder written = SecurityScheme.newBuilder();
        return switch (scheme.getSchemeCase()) {
            case API_KEY_SECURITY_SCHEME ->
                written.setType("apiKey")
                        .setDescription(scheme.getApiKeySecurityScheme().getDescription())
                        .setIn(scheme.getApiKeySecurityScheme().getLocation())
                        .setName(scheme.getApiKeySecurityScheme().getName())
                        .build();
            case HTTP_AUTH_SECURITY_SCHEME ->
                written.setType("http")
                        .setDescription(scheme.getHttpAuthSecurityScheme().getDescription())
                        .setScheme(scheme.getHttpAuthSecurityScheme().getScheme())
                        .setBearerFormat(scheme.getHttpAuthSecurityScheme().getBearerFormat())
                        .build();
            case OAUTH2_SECURITY_SCHEME ->
                written.setType("oauth2")
                        .setDescription(scheme.getOauth2SecurityScheme().getDescription())
                        .setFlows(flows(scheme.getOauth2SecurityScheme().getFlows()))
                        .setOauth2MetadataUrl(scheme.getOauth2SecurityScheme().getOauth2MetadataUrl())
                        .build();
            case OPEN_ID_CONNECT_SECURITY_SCHEME ->
                written.setType("openIdConnect")
                        .setDescription(scheme.getOpenIdConnectSecurityScheme().getDescription())
                        .setOpenIdConnectUrl(
                                scheme.getOpenIdConnectSecurityScheme().getOpenIdConnectUrl())
                        .build();
            case MTLS_SECURITY_SCHEME, SCHEME_NOT_SET ->
                written.setType("mutualTLS")
                        .setDescription(scheme.getMtlsSecurityScheme().getDescription())
                        .build();
        };
    }

    @SuppressWarnings("deprecation") // cards that came from 0.3 have them
    private static OAuthFlows flows(dev.parley.proto.a2a.v1.OAuthFlows stated) {
        OAuthFlows.Builder written = OAuthFlows.newBuilder();
        switch (stated.getFlowCase()) {
            case AUTHORIZATION_CODE ->
                written.setAuthorizationCode(OAuthFlow.newBuilder()
                        .setAuthorizationUrl(stated.getAuthorizationCode().getAuthorizationUrl())
                        .setTokenUrl(stated.getAuthorizationCode().getTokenUrl())
                        .setRefreshUrl(stated.getAuthorizationCode().getRefreshUrl())
                        .putAllScopes(stated.getAuthorizationCode().getScopesMap()));
            case CLIENT_CREDENTIALS ->
                written.setClientCredentials(OAuthFlow.newBuilder()
                        .setTokenUrl(stated.getClientCredentials().getTokenUrl())
                        .setRefreshUrl(stated.getClientCredentials().getRefreshUrl())
                        .putAllScopes(stated.getClientCredentials().getScopesMap()));
            case IMPLICIT ->
                written.setImplicit(OAuthFlow.newBuilder()
                        .setAuthorizationUrl(stated.getImplicit().getAuthorizationUrl())
                        .setRefreshUrl(stated.getImplicit().getRefreshUrl())
                        .putAllScopes(stated.getImplicit().getScopesMap()));
            case PASSWORD ->
                written.setPassword(OAuthFlow.newBuilder()
                        .setTokenUrl(stated.getPassword().getTokenUrl())
                        .setRefreshUrl(stated.getPassword().getRefreshUrl())
                        .putAllScopes(stated.getPassword().getScopesMap()));
            case DEVICE_CODE, FLOW_NOT_SET -> {
                // 0.3 has no such flow
            }
        }
        return written.build();
    }
}
