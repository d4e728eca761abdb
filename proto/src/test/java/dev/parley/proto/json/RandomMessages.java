package dev.parley.proto.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Empty;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.util.List;
import java.util.Random;

/** Messages of any type, filled at random from a seed; everything in them has a JSON form. */
public final class RandomMessages {
    private static final int MAX_LEVELS = 5;
    private static final String[] PIECES = {
        "a", "Z9", " ", "\"", "\\", "/", "<&>'", "\n\r\t", "\u0000", "\u001f", "\u007f", "é", "ß", "\u2028", "天気", "🌦",
        "𝒳", "null", "=", "\uFFFF"
    };

    private final Random random;
    private final double minusZero;

    public RandomMessages(long seed) {
        this(seed, -0.0);
    }

    private RandomMessages(long seed, double minusZero) {
        this.random = new Random(seed);
        this.minusZero = minusZero;
    }

    /** For comparing with protobuf's own JSON parser, which takes minus zero for zero. */
    static RandomMessages withoutMinusZero(long seed) {
        return new RandomMessages(seed, 0.0);
    }

    public Message next(Message prototype) {
        return message(prototype, 0);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private Message message(Message prototype, int level) {
        return switch (prototype) {
            case Struct ignored -> struct(level);
            case ListValue ignored -> list(level);
            case Value ignored -> value(level);
            case Timestamp ignored -> timestamp();
            case Duration ignored -> duration();
            case Empty empty -> empty;
            default -> members(prototype, level);
        };
    }

    private Message members(Message prototype, int level) {
        Message.Builder builder = prototype.newBuilderForType();
        for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
            boolean deep = level >= MAX_LEVELS && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (deep || random.nextInt(3) == 0) {
                continue;
            }
            if (field.isMapField()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    builder.addRepeatedField(field, entry(builder, field, "k" + i + text(), level));
                }
            } else if (field.isRepeated()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    builder.addRepeatedField(field, single(builder, field, level));
                }
            } else if (field.getContainingOneof() == null || !builder.hasOneof(field.getContainingOneof())) {
                builder.setField(field, single(builder, field, level));
            }
        }
        return builder.build();
    }

    private Message entry(Message.Builder builder, FieldDescriptor map, String key, int level) {
        Message.Builder entry = builder.newBuilderForField(map);
        FieldDescriptor valueField = map.getMessageType().findFieldByNumber(2);
        entry.setField(map.getMessageType().findFieldByNumber(1), key);
        entry.setField(valueField, single(entry, valueField, level));
        return entry.build();
    }

    private Object single(Message.Builder builder, FieldDescriptor field, int level) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextBoolean() ? random.nextInt() : random.nextInt(5) - 2;
            case LONG -> random.nextBoolean() ? random.nextLong() : random.nextInt(5) - 2L;
            case FLOAT ->
                pick(
                        0f,
                        (float) minusZero,
                        1.5f,
                        3e7f,
                        Float.MIN_VALUE,
                        Float.MAX_VALUE,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY);
            case DOUBLE ->
                pick(
                        0.0,
                        minusZero,
                        0.1,
                        1e300,
                        123456789012345680.0,
                        Double.MIN_VALUE,
                        Double.NaN,
                        Double.POSITIVE_INFINITY);
            case STRING -> text();
            case BYTE_STRING -> bytes();
            case ENUM -> enumValue(field);
            case MESSAGE -> message(builder.newBuilderForField(field).buildPartial(), level + 1);
        };
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextInt(8)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private EnumValueDescriptor enumValue(FieldDescriptor field) {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        return random.nextInt(20) == 0
                ? field.getEnumType().findValueByNumberCreatingIfUnknown(4711)
                : values.get(random.nextInt(values.size()));
    }

    private Timestamp timestamp() {
        return Timestamp.newBuilder()
                .setSeconds(pick(0L, -1L, 1795255200L, -62135596800L, 253402300799L))
                .setNanos(pick(0, 1, 1_000, 1_000_000, 120_000_000, 999_999_999))
                .build();
    }

    private Duration duration() {
        int sign = random.nextBoolean() ? 1 : -1;
        return Duration.newBuilder()
                .setSeconds(sign * pick(0L, 1L, 30L, 315_576_000_000L - 1))
                .setNanos(sign * pick(0, 1, 1_000, 500_000_000, 999_999_999))
                .build();
    }

    private Struct struct(int level) {
        Struct.Builder struct = Struct.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            struct.putFields(text(), value(level + 1));
        }
        return struct.build();
    }

    private ListValue list(int level) {
        ListValue.Builder list = ListValue.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.addValues(value(level + 1));
        }
        return list.build();
    }

    private Value value(int level) {
        Value.Builder value = Value.newBuilder();
        return switch (random.nextInt(level >= MAX_LEVELS ? 4 : 6)) {
            case 0 -> value.setNullValue(NullValue.NULL_VALUE).build();
            case 1 -> value.setBoolValue(random.nextBoolean()).build();
            case 2 -> value.setStringValue(text()).build();
            case 3 ->
                value.setNumberValue(
                                pick(0.0, minusZero, 42.0, -7.25, 1e21, 9007199254740994.0, Double.MIN_VALUE, 1e-7))
                        .build();
            case 4 -> value.setStructValue(struct(level + 1)).build();
            default -> value.setListValue(list(level + 1)).build();
        };
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
