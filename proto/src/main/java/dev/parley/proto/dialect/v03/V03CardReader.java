package dev.parley.proto.dialect.v03;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v03json.OAuthFlow;
import dev.parley.proto.a2a.v1.APIKeySecurityScheme;
import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentCardSignature;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.AgentProvider;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.a2a.v1.AuthorizationCodeOAuthFlow;
import dev.parley.proto.a2a.v1.ClientCredentialsOAuthFlow;
import dev.parley.proto.a2a.v1.HTTPAuthSecurityScheme;
import dev.parley.proto.a2a.v1.ImplicitOAuthFlow;
import dev.parley.proto.a2a.v1.MutualTlsSecurityScheme;
import dev.parley.proto.a2a.v1.OAuth2SecurityScheme;
import dev.parley.proto.a2a.v1.OAuthFlows;
import dev.parley.proto.a2a.v1.OpenIdConnectSecurityScheme;
import dev.parley.proto.a2a.v1.PasswordOAuthFlow;
import dev.parley.proto.a2a.v1.SecurityRequirement;
import dev.parley.proto.a2a.v1.SecurityScheme;
import dev.parley.proto.a2a.v1.StringList;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.json.JsonPath;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A card of 0.3 or 0.2 in 1.0's words: {@code url} is the first interface, {@code additionalInterfaces} are the others in
 * their order, each with the card's version. Of several OAuth flows the first is kept (authorization code, client
 * credentials, implicit, password): 1.0 has one.
 */
public final class V03CardReader {
    /** What a card without a version means: its dialect is the same as 0.2's. */
    private static final String DEFAULT_VERSION = "0.3";

    private static final Pattern MAJOR_MINOR = Pattern.compile("(\\d{1,3}\\.\\d{1,3})(\\..*)?");

    private final Faults faults;

    public V03CardReader(Faults faults) {
        this.faults = faults;
    }

    public AgentCard read(dev.parley.proto.a2a.v03json.AgentCard card) {
        AgentCard.Builder read = AgentCard.newBuilder()
                .setName(card.getName())
                .setDescription(card.getDescription())
                .setVersion(card.getVersion())
                .setCapabilities(capabilities(card))
                .addAllDefaultInputModes(card.getDefaultInputModesList())
                .addAllDefaultOutputModes(card.getDefaultOutputModesList());
        String version = version(card.getProtocolVersion(), faults);
        read.addSupportedInterfaces(face(card.getUrl(), card.getPreferredTransport(), version));
        card.getAdditionalInterfacesList()
                .forEach(each -> read.addSupportedInterfaces(face(each.getUrl(), each.getTransport(), version)));
        if (card.hasProvider()) {
            read.setProvider(AgentProvider.newBuilder()
                    .setOrganization(card.getProvider().getOrganization())
                    .setUrl(card.getProvider().getUrl()));
        }
        if (!card.getIconUrl().isEmpty()) {
            read.setIconUrl(card.getIconUrl());
        }
        if (!card.getDocumentationUrl().isEmpty()) {
            read.setDocumentationUrl(card.getDocumentationUrl());
        }
        card.getSecuritySchemesMap()
                .forEach((name, scheme) ->
                        read.putSecuritySchemes(name, scheme(scheme, JsonPath.member("$.securitySchemes", name))));
        card.getSecurityList().forEach(each -> read.addSecurityRequirements(requirement(each)));
        card.getSkillsList().forEach(skill -> read.addSkills(skill(skill)));
        card.getSignaturesList().forEach(signature -> {
            AgentCardSignature.Builder copy = AgentCardSignature.newBuilder()
                    .setProtected(signature.getProtected())
                    .setSignature(signature.getSignature());
            if (signature.hasHeader()) {
                copy.setHeader(signature.getHeader());
            }
            read.addSignatures(copy);
        });
        return read.build();
    }

    /** Major.Minor of what a card states; what is no version is a fault. */
    static String version(String stated, Faults faults) {
        if (stated.isEmpty()) {
            return DEFAULT_VERSION;
        }
        Matcher version = MAJOR_MINOR.matcher(stated);
        if (!version.matches()) {
            faults.add("$.protocolVersion", "\"" + stated + "\" (expected: a version such as 0.3.0)");
            return DEFAULT_VERSION;
        }
        return version.group(1);
    }

    static AgentInterface face(String url, String transport, String version) {
        return AgentInterface.newBuilder()
                .setUrl(url)
                .setProtocolBinding(transport.isEmpty() ? "JSONRPC" : transport)
                .setProtocolVersion(version)
                .build();
    }

    private static AgentCapabilities capabilities(dev.parley.proto.a2a.v03json.AgentCard card) {
        dev.parley.proto.a2a.v03json.AgentCapabilities stated = card.getCapabilities();
        AgentCapabilities.Builder read = AgentCapabilities.newBuilder();
        if (stated.hasStreaming()) {
            read.setStreaming(stated.getStreaming());
        }
        if (stated.hasPushNotifications()) {
            read.setPushNotifications(stated.getPushNotifications());
        }
        if (card.getSupportsAuthenticatedExtendedCard()) {
            read.setExtendedAgentCard(true);
        }
        stated.getExtensionsList().forEach(extension -> {
            AgentExtension.Builder copy = AgentExtension.newBuilder()
                    .setUri(extension.getUri())
                    .setDescription(extension.getDescription())
                    .setRequired(extension.getRequired());
            if (extension.hasParams()) {
                copy.setParams(extension.getParams());
            }
            read.addExtensions(copy);
        });
        return read.build();
    }

    private static AgentSkill skill(dev.parley.proto.a2a.v03json.AgentSkill skill) {
        AgentSkill.Builder read = AgentSkill.newBuilder()
                .setId(skill.getId())
                .setName(skill.getName())
                .setDescription(skill.getDescription())
                .addAllTags(skill.getTagsList())
                .addAllExamples(skill.getExamplesList())
                .addAllInputModes(skill.getInputModesList())
                .addAllOutputModes(skill.getOutputModesList());
        skill.getSecurityList().forEach(each -> read.addSecurityRequirements(requirement(each)));
        return read.build();
    }

    private static SecurityRequirement requirement(Struct stated) {
        SecurityRequirement.Builder read = SecurityRequirement.newBuilder();
        stated.getFieldsMap().forEach((scheme, scopes) -> {
            StringList.Builder list = StringList.newBuilder();
            scopes.getListValue().getValuesList().stream()
                    .map(Value::getStringValue)
                    .forEach(list::addList);
            read.putSchemes(scheme, list.build());
        });
        return read.build();
    }

    private SecurityScheme scheme(dev.parley.proto.a2a.v03json.SecurityScheme scheme, String path) {
        SecurityScheme.Builder read = SecurityScheme.newBuilder();
        switch (scheme.getType()) {
            case "apiKey" ->
                read.setApiKeySecurityScheme(APIKeySecurityScheme.newBuilder()
                        .setDescription(scheme.getDescription())
                        .setLocation(scheme.getIn())
                        .setName(scheme.getName()));
            case "http" ->
                read.setHttpAuthSecurityScheme(HTTPAuthSecurityScheme.newBuilder()
                        .setDescription(scheme.getDescription())
                        .setScheme(scheme.getScheme())
                        .setBearerFormat(scheme.getBearerFormat()));
            case "oauth2" ->
                read.setOauth2SecurityScheme(OAuth2SecurityScheme.newBuilder()
                        .setDescription(scheme.getDescription())
                        .setFlows(flows(scheme.getFlows()))
                        .setOauth2MetadataUrl(scheme.getOauth2MetadataUrl()));
            case "openIdConnect" ->
                read.setOpenIdConnectSecurityScheme(OpenIdConnectSecurityScheme.newBuilder()
                        .setDescription(scheme.getDescription())
                        .setOpenIdConnectUrl(scheme.getOpenIdConnectUrl()));
            case "mutualTLS" ->
                read.setMtlsSecurityScheme(
                        MutualTlsSecurityScheme.newBuilder().setDescription(scheme.getDescription()));
            default ->
                faults.add(
                        path + ".type",
                        "\"" + scheme.getType() + "\" (expected: apiKey, http, oauth2, openIdConnect or mutualTLS)");
        }
        return read.build();
    }

    @SuppressWarnings("deprecation") // 1.0 keeps the two flows for cards like these
    private static OAuthFlows flows(dev.parley.proto.a2a.v03json.OAuthFlows stated) {
        OAuthFlows.Builder read = OAuthFlows.newBuilder();
        if (stated.hasAuthorizationCode()) {
            OAuthFlow flow = stated.getAuthorizationCode();
            read.setAuthorizationCode(AuthorizationCodeOAuthFlow.newBuilder()
                    .setAuthorizationUrl(flow.getAuthorizationUrl())
                    .setTokenUrl(flow.getTokenUrl())
                    .setRefreshUrl(flow.getRefreshUrl())
                    .putAllScopes(flow.getScopesMap()));
        } else if (stated.hasClientCredentials()) {
            OAuthFlow flow = stated.getClientCredentials();
            read.setClientCredentials(ClientCredentialsOAuthFlow.newBuilder()
                    .setTokenUrl(flow.getTokenUrl())
                    .setRefreshUrl(flow.getRefreshUrl())
                    .putAllScopes(flow.getScopesMap()));
        } else if (stated.hasImplicit()) {
            OAuthFlow flow = stated.getImplicit();
            read.setImplicit(ImplicitOAuthFlow.newBuilder()
                    .setAuthorizationUrl(flow.getAuthorizationUrl())
                    .setRefreshUrl(flow.getRefreshUrl())
                    .putAllScopes(flow.getScopesMap()));
        } else if (stated.hasPassword()) {
            OAuthFlow flow = stated.getPassword();
            read.setPassword(PasswordOAuthFlow.newBuilder()
                    .setTokenUrl(flow.getTokenUrl())
                    .setRefreshUrl(flow.getRefreshUrl())
                    .putAllScopes(flow.getScopesMap()));
        }
        return read.build();
    }
}
