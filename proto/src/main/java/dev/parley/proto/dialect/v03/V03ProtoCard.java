package dev.parley.proto.dialect.v03;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.parley.proto.a2a.v03.AgentCapabilities;
import dev.parley.proto.a2a.v03.AgentCard;
import dev.parley.proto.a2a.v03.AgentCardSignature;
import dev.parley.proto.a2a.v03.AgentInterface;
import dev.parley.proto.a2a.v03.AgentProvider;
import dev.parley.proto.a2a.v03.AgentSkill;
import dev.parley.proto.a2a.v03.Security;
import dev.parley.proto.a2a.v03.SecurityScheme;
import dev.parley.proto.a2a.v1.SecurityRequirement;
import dev.parley.proto.dialect.Faults;
import java.util.List;

/**
 * The card of GetAgentCard in 0.3: what {@link V03CardReader} and {@link V03CardWriter} are for the JSON card. The messages
 * inside a card have the same fields under the same numbers in both versions (a test sees to it), and 1.0's have a few more;
 * so they go over as bytes, without what either version does not know: the number of a field that one version lacks may be
 * anything there.
 */
public final class V03ProtoCard {
    private V03ProtoCard() {}

    /** @param interfaces those to show, at least one; they speak 0.3 whatever they say of their version */
    public static AgentCard write(
            dev.parley.proto.a2a.v1.AgentCard card, List<dev.parley.proto.a2a.v1.AgentInterface> interfaces) {
        AgentCard.Builder written = AgentCard.newBuilder()
                .setProtocolVersion(V03CardWriter.VERSION)
                .setName(card.getName())
                .setDescription(card.getDescription())
                .setUrl(interfaces.getFirst().getUrl())
                .setPreferredTransport(interfaces.getFirst().getProtocolBinding())
                .setVersion(card.getVersion())
                .setIconUrl(card.getIconUrl())
                .setDocumentationUrl(card.getDocumentationUrl())
                .setCapabilities(as(AgentCapabilities.parser(), card.getCapabilities()))
                .addAllDefaultInputModes(card.getDefaultInputModesList())
                .addAllDefaultOutputModes(card.getDefaultOutputModesList())
                .setSupportsAuthenticatedExtendedCard(card.getCapabilities().getExtendedAgentCard());
        interfaces.stream()
                .skip(1)
                .forEach(each -> written.addAdditionalInterfaces(
                        AgentInterface.newBuilder().setUrl(each.getUrl()).setTransport(each.getProtocolBinding())));
        if (card.hasProvider()) {
            written.setProvider(as(AgentProvider.parser(), card.getProvider()));
        }
        card.getSecuritySchemesMap()
                .forEach((name, scheme) -> written.putSecuritySchemes(name, as(SecurityScheme.parser(), scheme)));
        card.getSecurityRequirementsList().forEach(each -> written.addSecurity(as(Security.parser(), each)));
        card.getSkillsList().forEach(skill -> written.addSkills(as(AgentSkill.parser(), skill)));
        card.getSignaturesList().forEach(each -> written.addSignatures(as(AgentCardSignature.parser(), each)));
        return written.build();
    }

    /** A card of 0.3 in 1.0's words; a version that is none is a fault. */
    public static dev.parley.proto.a2a.v1.AgentCard read(AgentCard card, Faults faults) {
        String version = V03CardReader.version(card.getProtocolVersion(), faults);
        dev.parley.proto.a2a.v1.AgentCard.Builder read = dev.parley.proto.a2a.v1.AgentCard.newBuilder()
                .setName(card.getName())
                .setDescription(card.getDescription())
                .setVersion(card.getVersion())
                .addSupportedInterfaces(V03CardReader.face(card.getUrl(), card.getPreferredTransport(), version))
                .setCapabilities(capabilities(card))
                .addAllDefaultInputModes(card.getDefaultInputModesList())
                .addAllDefaultOutputModes(card.getDefaultOutputModesList());
        card.getAdditionalInterfacesList()
                .forEach(each ->
                        read.addSupportedInterfaces(V03CardReader.face(each.getUrl(), each.getTransport(), version)));
        if (!card.getIconUrl().isEmpty()) {
            read.setIconUrl(card.getIconUrl());
        }
        if (!card.getDocumentationUrl().isEmpty()) {
            read.setDocumentationUrl(card.getDocumentationUrl());
        }
        if (card.hasProvider()) {
            read.setProvider(as(dev.parley.proto.a2a.v1.AgentProvider.parser(), card.getProvider()));
        }
        card.getSecuritySchemesMap()
                .forEach((name, scheme) ->
                        read.putSecuritySchemes(name, as(dev.parley.proto.a2a.v1.SecurityScheme.parser(), scheme)));
        card.getSecurityList().forEach(each -> read.addSecurityRequirements(as(SecurityRequirement.parser(), each)));
        card.getSkillsList().forEach(skill -> read.addSkills(as(dev.parley.proto.a2a.v1.AgentSkill.parser(), skill)));
        card.getSignaturesList()
                .forEach(each -> read.addSignatures(as(dev.parley.proto.a2a.v1.AgentCardSignature.parser(), each)));
        return read.build();
    }

    private static dev.parley.proto.a2a.v1.AgentCapabilities capabilities(AgentCard card) {
        dev.parley.proto.a2a.v1.AgentCapabilities stated =
                as(dev.parley.proto.a2a.v1.AgentCapabilities.parser(), card.getCapabilities());
        return card.getSupportsAuthenticatedExtendedCard()
                ? stated.toBuilder().setExtendedAgentCard(true).build()
                : stated;
    }

    private static <T extends Message> T as(Parser<T> other, Message message) {
        try {
            Message known =
                    DiscardUnknownFieldsParser.wrap(message.getParserForType()).parseFrom(message.toByteString());
            return DiscardUnknownFieldsParser.wrap(other).parseFrom(known.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    message.getDescriptorForType().getFullName() + " is another message in the other version", e);
        }
    }
}
