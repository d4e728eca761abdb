package dev.parley.registry.card;

import org.jspecify.annotations.Nullable;

/** What asking for a card gave. */
public sealed interface Fetched {
    /**
     * @param url where the card is, exactly
     * @param etag as the agent sent it, null for none
     */
    record Card(byte[] bytes, String url, @Nullable String etag) implements Fetched {
        /** The URL without the well-known path: where an agent lives that does not say where it lives. */
        public String baseUrl() {
            int wellKnown = url.indexOf("/.well-known/");
            return wellKnown < 0 ? url.substring(0, url.lastIndexOf('/') + 1) : url.substring(0, wellKnown + 1);
        }
    }

    /** The card with the known ETag is still the one. */
    record Unchanged() implements Fetched {}

    /** @param reason in words, with the status or the failure */
    record Unreachable(String url, String reason) implements Fetched {}
}
