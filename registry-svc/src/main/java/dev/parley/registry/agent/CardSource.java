package dev.parley.registry.agent;

import com.google.protobuf.ByteString;

/** Where a card comes from. */
public sealed interface CardSource {
    /** @param url of the card, or of the agent whose well-known path has it */
    record ByUrl(String url) implements CardSource {}

    record Given(ByteString card) implements CardSource {}
}
