package dev.parley.kit.life;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * What an operator may switch off. Keys {@code parley.features.*}, alike in all services of a mesh.
 *
 * @param streamingSupport off: streams are refused, and cards say so
 * @param backpressureEnabled off: no message is refused for what the mesh has to do; fixed bounds stay
 * @param enhancedDurability off: what was accepted last may be lost with the database's machine ({@code synchronous_commit} off)
 * @param a2aProtocolCompliance off: requests are taken that lack what A2A demands, where it can be guessed
 */
@ConfigurationProperties("parley.features")
public record Features(
        @Bindable(defaultValue = "true") boolean streamingSupport,
        @Bindable(defaultValue = "true") boolean backpressureEnabled,
        @Bindable(defaultValue = "true") boolean enhancedDurability,
        @Bindable(defaultValue = "true") boolean a2aProtocolCompliance) {}
