package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.google.protobuf.Message;
import dev.parley.proto.error.A2aException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The JSON of A2A 1.0: protobuf's own mapping (ProtoJSON) as a2a.proto and the specification (§5) use it, straight
 * between a Jackson stream and a message.
 *
 * <p><b>Reading</b> takes names in either spelling, enums by name or number, 64-bit numbers as strings or numbers,
 * base64 of both alphabets, and null as "not there". Members that no message has are skipped and counted. Everything
 * else that is not as it should be is refused, all of it in one error.
 *
 * <p><b>Writing</b> leaves out defaults but for fields that the specification calls REQUIRED and optional ones that
 * were set; times are UTC with at least milliseconds; text is UTF-8 without needless escapes. Equal messages whose maps
 * are in the same order (as they are after a trip through binary) give the same bytes.
 *
 * <p>All of it is safe for concurrent use, from virtual threads as well: nothing is kept per thread.
 */
public final class ProtoJson {
    /** How deep arrays and objects may nest. */
    public static final int MAX_NESTING = 100;

    /** How many characters a number may have. */
    public static final int MAX_NUMBER_LENGTH = 1000;

    /** How many characters a string may have: a whole message of the largest size that the mesh carries. */
    public static final int MAX_STRING_LENGTH = 16 * 1024 * 1024;

    private static final int MAX_NAME_LENGTH = 10_000;
    // Jackson's texts name the (hidden) source beside positions
    private static final Pattern SOURCE_MARK = Pattern.compile("\\[Source: [^;\\]]*; |(?<=column: \\d{1,9})\\]");
    private static final int INITIAL_BYTES = 512;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            // names come from strangers: they are looked up in our tables and never enter the JVM's own
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build();
    private static final UnknownMembers UNKNOWN = new UnknownMembers();
    private static final MessageReader READER = new MessageReader(UNKNOWN);

    private ProtoJson() {}

    /**
     * The factory behind all of this: duplicate members refused, bounded nesting, numbers and strings, buffers from a
     * pool that virtual threads share. For reading, prefer {@link #parser}: it also refuses what Jackson lets through.
     */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /**
     * A parser over a document in UTF-8, before its first token.
     *
     * @throws A2aException PARSE_ERROR for invalid UTF-8, another encoding, or half a surrogate pair in an escape
     */
    public static JsonParser parser(byte[] json) {
        JsonText.check(json);
        try {
            return FACTORY.createParser(json);
        } catch (IOException e) {
            throw parseError(e);
        }
    }

    /**
     * Reads one whole document.
     *
     * @throws A2aException PARSE_ERROR (malformed, trailing bytes, a member twice, not UTF-8, half a surrogate pair,
     *     nested too deep) or INVALID_PARAMS (every value that is wrong, with its path)
     */
    public static <T extends Message> T read(byte[] json, T prototype) {
        return readDocument(json, prototype, Completeness.UNASKED);
    }

    /**
     * As {@link #read(byte[], Message)}; besides, every member that the specification calls REQUIRED must be there (an
     * empty array is, an empty string is not; see {@link RequiredFields}). One error holds both kinds of violation.
     */
    public static <T extends Message> T readComplete(byte[] json, T prototype) {
        return readDocument(json, prototype, Completeness.STRICT);
    }

    /** As {@link #read(byte[], Message)}, and with what must be there. */
    public static <T extends Message> T readComplete(byte[] json, T prototype, Completeness completeness) {
        return readDocument(json, prototype, completeness);
    }

    /**
     * Reads one value inside a document. When values are wrong it is read to its end all the same, so that the caller
     * can go on with what follows.
     *
     * @param parser on the value's first token; afterwards on its last
     * @param path the value's own path, the beginning of the path of every violation
     * @throws A2aException INVALID_PARAMS, with every violation
     * @throws IOException if the JSON is malformed; see {@link #parseError}
     */
    public static <T extends Message> T read(JsonParser parser, T prototype, String path) throws IOException {
        return read(parser, prototype, path, Completeness.UNASKED);
    }

    /** As {@link #read(JsonParser, Message, String)}, and with what must be there. */
    public static <T extends Message> T readComplete(
            JsonParser parser, T prototype, String path, Completeness completeness) throws IOException {
        return read(parser, prototype, path, completeness);
    }

    /** The PARSE_ERROR for what Jackson threw while reading: where it happened and why, nothing of the document. */
    public static A2aException parseError(IOException cause) {
        if (cause instanceof JsonProcessingException malformed) {
            String where = malformed.getLocation() == null
                    ? ""
                    : " at line " + malformed.getLocation().getLineNr() + ", column "
                            + malformed.getLocation().getColumnNr();
            String why = malformed instanceof StreamConstraintsException
                    ? limit(malformed.getOriginalMessage())
                    : SOURCE_MARK.matcher(malformed.getOriginalMessage()).replaceAll("");
            return JsonText.malformed(why + where);
        }
        return JsonText.malformed(String.valueOf(cause.getMessage()));
    }

    /** Which of our limits was passed, in our words: Jackson's name its own methods. */
    private static String limit(String jacksons) {
        if (jacksons.startsWith("Document nesting depth")) {
            return "nested too deep (expected: at most " + MAX_NESTING + " levels)";
        }
        if (jacksons.startsWith("Number value length")) {
            return "a number too long (expected: at most " + MAX_NUMBER_LENGTH + " characters)";
        }
        if (jacksons.startsWith("String value length")) {
            return "a string too long (expected: at most " + MAX_STRING_LENGTH + " characters)";
        }
        return "a name too long (expected: at most " + MAX_NAME_LENGTH + " characters)";
    }

    public static void write(JsonGenerator generator, Message message) throws IOException {
        MessageWriter.write(generator, message, MessageType.of(message));
    }

    public static byte[] toBytes(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            write(generator, message);
        } catch (IOException e) {
            throw new UncheckedIOException("a message that cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    public static String toString(Message message) {
        return new String(toBytes(message), StandardCharsets.UTF_8);
    }

    /** The path of an object's member: {@code $.a.b}, and {@code $.a["b c"]} for names that need it. */
    public static String memberPath(String objectPath, String name) {
        return JsonPath.member(objectPath, name);
    }

    /** How often members were ignored because no message has them, by name; at most 1,000 names. */
    public static Map<String, Long> unknownMembers() {
        return UNKNOWN.counts();
    }

    private static <T extends Message> T readDocument(byte[] json, T prototype, Completeness completeness) {
        try (JsonParser parser = parser(json)) {
            if (parser.nextToken() == null) {
                throw JsonText.malformed("nothing (expected: a JSON value)");
            }
            T message = read(parser, prototype, "$", completeness);
            if (parser.nextToken() != null) {
                throw JsonText.malformed("more after the end of the value (expected: one JSON value)");
            }
            return message;
        } catch (IOException e) {
            throw parseError(e);
        }
    }

    @SuppressWarnings("unchecked") // the builder of a T builds a T
    private static <T extends Message> T read(JsonParser parser, T prototype, String path, Completeness completeness)
            throws IOException {
        Reading in = new Reading(parser, path, completeness);
        return (T) in.result(READER.read(in, MessageType.of(prototype)));
    }
}
