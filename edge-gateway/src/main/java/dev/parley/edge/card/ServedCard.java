package dev.parley.edge.card;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.json.ProtoJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A card as it goes out.
 *
 * @param etag hash of the bytes, which hold the card, the addresses and the dialect
 */
record ServedCard(byte[] json, String etag, Instant lastModified) {
    static ServedCard of(AgentCard card, Instant lastModified) {
        byte[] json = ProtoJson.toBytes(card);
        return new ServedCard(json, '"' + digest(json) + '"', lastModified);
    }

    private static String digest(byte[] json) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("1.0\n".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(json), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
