package dev.parley.proto.json;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and durations as JSON has them: RFC 3339 in UTC, and seconds with the unit. */
public final class TimeText {
    private static final long MIN_TIMESTAMP = -62_135_596_800L; // 0001-01-01T00:00:00Z
    private static final long MAX_TIMESTAMP = 253_402_300_799L; // 9999-12-31T23:59:59Z
    private static final long MAX_DURATION = 315_576_000_000L;
    private static final int MAX_LENGTH = 64;
    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final Pattern DURATION = Pattern.compile("(-?)([0-9]{1,12})(?:\\.([0-9]{1,9}))?s");
    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendOffset("+HH:MM", "Z")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private TimeText() {}

    /** Null when it is none. */
    public static @Nullable Timestamp parseTimestamp(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text, RFC_3339);
            long seconds = time.toEpochSecond();
            if (seconds < MIN_TIMESTAMP || seconds > MAX_TIMESTAMP) {
                return null;
            }
            return Timestamp.newBuilder()
                    .setSeconds(seconds)
                    .setNanos(time.getNano())
                    .build();
        } catch (DateTimeException noTime) {
            return null;
        }
    }

    /** Null when it is none. */
    public static @Nullable Duration parseDuration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (text.length() > MAX_LENGTH || !parts.matches()) {
            return null;
        }
        long seconds = Long.parseLong(parts.group(2));
        String fraction = parts.group(3) == null ? "" : parts.group(3);
        int nanos = Integer.parseInt(fraction + "0".repeat(9 - fraction.length()));
        if (seconds > MAX_DURATION || (seconds == MAX_DURATION && nanos > 0)) {
            return null;
        }
        int sign = parts.group(1).isEmpty() ? 1 : -1;
        return Duration.newBuilder()
                .setSeconds(sign * seconds)
                .setNanos(sign * nanos)
                .build();
    }

    /**
     * In UTC with milliseconds, and with six or nine digits only where they would be lost. A time that protobuf does
     * not allow (another program's mistake, come in by gRPC) is written as the nearest one it does.
     */
    public static String format(Timestamp time) {
        long inRange = Math.clamp(time.getSeconds(), MIN_TIMESTAMP, MAX_TIMESTAMP);
        long seconds =
                Math.clamp(inRange + Math.floorDiv(time.getNanos(), NANOS_PER_SECOND), MIN_TIMESTAMP, MAX_TIMESTAMP);
        int nanos = Math.floorMod(time.getNanos(), NANOS_PER_SECOND);
        LocalDateTime utc = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(32);
        appendPadded(text, utc.getYear(), 4).append('-');
        appendPadded(text, utc.getMonthValue(), 2).append('-');
        appendPadded(text, utc.getDayOfMonth(), 2).append('T');
        appendPadded(text, utc.getHour(), 2).append(':');
        appendPadded(text, utc.getMinute(), 2).append(':');
        appendPadded(text, utc.getSecond(), 2).append('.');
        return appendFraction(text, nanos, 3).append('Z').toString();
    }

    public static String format(Duration duration) {
        long seconds = duration.getSeconds();
        int nanos = duration.getNanos();
        StringBuilder text = new StringBuilder(24);
        if (seconds < 0 || nanos < 0) {
            text.append('-');
        }
        text.append(Math.abs(seconds));
        if (nanos != 0) {
            appendFraction(text.append('.'), Math.abs(nanos), 3);
        }
        return text.append('s').toString();
    }

    private static StringBuilder appendFraction(StringBuilder text, int nanos, int minDigits) {
        if (nanos % 1_000_000 == 0) {
            return appendPadded(text, nanos / 1_000_000, minDigits);
        }
        return nanos % 1_000 == 0 ? appendPadded(text, nanos / 1_000, 6) : appendPadded(text, nanos, 9);
    }

    private static StringBuilder appendPadded(StringBuilder text, int number, int digits) {
        String plain = Integer.toString(number);
        return text.repeat('0', Math.max(0, digits - plain.length())).append(plain);
    }
}
