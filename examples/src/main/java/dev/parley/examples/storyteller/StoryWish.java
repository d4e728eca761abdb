package dev.parley.examples.storyteller;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.examples.kit.Parts;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a caller wants its story: {@code words} and {@code paceMs} in a data part or the message's metadata, else "of 300
 * words, 20 ms per chunk" in the text, else 200 words at 50 ms.
 *
 * @param words exactly so many
 * @param pace from one word to the next
 */
record StoryWish(int words, Duration pace) {
    static final int MAX_WORDS = 100_000;
    private static final int MAX_PACE_MS = 600_000;
    private static final int DEFAULT_WORDS = 200;
    private static final int DEFAULT_PACE_MS = 50;
    private static final Pattern WORDS = Pattern.compile("(\\d[\\d,_]{0,18})[ -]?words?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern PACE =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?) ?(ms|milliseconds?|s|seconds?)\\b", Pattern.CASE_INSENSITIVE);

    /**
     * Reads a message.
     *
     * @throws A2aException INVALID_PARAMS if more words or a slower pace are wanted than there are
     */
    static StoryWish of(Message message) {
        String text = Parts.textOf(message);
        double words = member(message, "words").orElseGet(() -> wordsIn(text));
        double paceMs = member(message, "paceMs").orElseGet(() -> paceIn(text));
        if (!(words >= 1 && words <= MAX_WORDS)) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS, shown(words) + " words (expected: 1 to " + MAX_WORDS + ")");
        }
        if (!(paceMs >= 0 && paceMs <= MAX_PACE_MS)) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS, shown(paceMs) + " ms per chunk (expected: 0 to " + MAX_PACE_MS + ")");
        }
        return new StoryWish((int) words, Duration.ofNanos(Math.round(paceMs * 1e6)));
    }

    private static OptionalDouble member(Message message, String name) {
        List<Struct> structs = Stream.concat(
                        message.getPartsList().stream()
                                .filter(Part::hasData)
                                .map(part -> part.getData().getStructValue()),
                        Stream.of(message.getMetadata()))
                .toList();
        return structs.stream()
                .map(struct -> struct.getFieldsOrDefault(name, Value.getDefaultInstance()))
                .filter(Value::hasNumberValue)
                .mapToDouble(Value::getNumberValue)
                .findFirst();
    }

    private static double wordsIn(String text) {
        Matcher match = WORDS.matcher(text);
        return match.find() ? Double.parseDouble(match.group(1).replaceAll("[,_]", "")) : DEFAULT_WORDS;
    }

    private static double paceIn(String text) {
        Matcher match = PACE.matcher(text);
        if (!match.find()) {
            return DEFAULT_PACE_MS;
        }
        double number = Double.parseDouble(match.group(1));
        return match.group(2).toLowerCase(Locale.ROOT).startsWith("m") ? number : number * 1000;
    }

    private static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
