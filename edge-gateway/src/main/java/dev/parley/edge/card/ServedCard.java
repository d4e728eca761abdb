package dev.parley.edge.card;

import dev.parley.proto.a2a.v1.AgentCard;
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
    static ServedCard of(AgentCard card, CardForm form, V03GrpcAddress grpc, Instant lastModified) {
        byte[] json = form.write(card, grpc);
        return new ServedCard(json, '"' + digest(form, json) + '"', lastModified);
    }

    private static String digest(CardForm form, byte[] json) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((form + "\n").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(json), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
