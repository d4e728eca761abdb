package dev.parley.examples.weather;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.examples.kit.Parts;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a message asks.
 *
 * @param location what follows the word "in", or a data part's {@code location} or {@code city}; else New York
 * @param month one that is named, else that of the day meant
 */
record Question(String location, Month month) {
    private static final String DEFAULT_LOCATION = "New York";
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern END_OF_PLACE = Pattern.compile("[?!,;:.)\"]+$");
    private static final Pattern QUOTES = Pattern.compile("^[\"'(]+");

    /** Words that a place's name is over at. */
    private static final Set<String> AFTER_A_PLACE = Set.of(
            "a",
            "an",
            "tomorrow",
            "today",
            "tonight",
            "now",
            "right",
            "currently",
            "this",
            "next",
            "on",
            "for",
            "at",
            "during",
            "over",
            "in",
            "and",
            "or",
            "please",
            "be",
            "is",
            "like",
            "will",
            "with",
            "the",
            "after",
            "before",
            "later",
            "soon",
            "around",
            "if",
            "when",
            "who",
            "what",
            "because",
            "degrees",
            "celsius",
            "fahrenheit",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    static Question of(Message message, LocalDate today) {
        String text = Parts.textOf(message);
        String location = fromData(message).or(() -> afterIn(text)).orElse(DEFAULT_LOCATION);
        LocalDate day = text.toLowerCase(Locale.ROOT).contains("tomorrow") ? today.plusDays(1) : today;
        return new Question(location, namedMonth(text).orElse(day.getMonth()));
    }

    private static Optional<String> fromData(Message message) {
        return message.getPartsList().stream()
                .filter(Part::hasData)
                .map(part -> part.getData().getStructValue())
                .flatMap(data -> List.of("location", "city").stream().map(key -> textMember(data, key)))
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private static String textMember(Struct data, String key) {
        return data.getFieldsOrDefault(key, Value.getDefaultInstance())
                .getStringValue()
                .strip();
    }

    /** The first "in" that a place follows: "in July in Rome" is about Rome. */
    private static Optional<String> afterIn(String text) {
        List<String> words = Arrays.asList(SPACE.split(text.strip()));
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equalsIgnoreCase("in")) {
                String place = placeAt(words.subList(i + 1, words.size()));
                if (!place.isEmpty()) {
                    return Optional.of(place);
                }
            }
        }
        return Optional.empty();
    }

    private static String placeAt(List<String> words) {
        List<String> place = new ArrayList<>();
        for (String word : words) {
            String start = QUOTES.matcher(word).replaceFirst("");
            String bare = END_OF_PLACE.matcher(start).replaceFirst("");
            if (bare.isEmpty()
                    || Character.isDigit(bare.charAt(0))
                    || AFTER_A_PLACE.contains(bare.toLowerCase(Locale.ROOT))) {
                break;
            }
            boolean saint = start.equalsIgnoreCase("St.");
            place.add(saint ? start : bare);
            if (!saint && bare.length() < start.length()) {
                break;
            }
        }
        return String.join(" ", place);
    }

    private static Optional<Month> namedMonth(String text) {
        List<String> words = Arrays.asList(SPACE.split(text));
        return Arrays.stream(Month.values())
                .filter(month -> words.stream()
                        .map(word -> END_OF_PLACE.matcher(word).replaceFirst(""))
                        // capitalized: "may" is also a verb
                        .anyMatch(month.getDisplayName(TextStyle.FULL, Locale.ENGLISH)::equals))
                .findFirst();
    }
}
