package dev.parley.proto.json;

import com.google.protobuf.UnsafeByteOperations;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What Jackson lets through and we don't: bytes that are no UTF-8 (overlong forms, encoded surrogates, other encodings)
 * and escapes that leave half a surrogate pair, wherever in the document they stand. Eight bytes at a time; the second
 * look is only for documents that hold a byte over 127 or a backslash.
 */
final class JsonText {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ONES = 0x0101010101010101L;
    private static final long BACKSLASHES = '\\' * ONES;

    private JsonText() {}

    /** @throws A2aException PARSE_ERROR */
    static void check(byte[] json) {
        long high = 0;
        long backslash = 0;
        int i = 0;
        for (; i <= json.length - Long.BYTES; i += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(json, i);
            long difference = eight ^ BACKSLASHES;
            high |= eight;
            backslash |= (difference - ONES) & ~difference;
        }
        for (; i < json.length; i++) {
            high |= json[i];
            backslash |= json[i] == '\\' ? HIGH_BITS : 0;
        }
        if (json.length >= 2 && (json[0] == 0 || json[1] == 0)) {
            throw malformed("a zero byte at the start (expected: JSON in UTF-8, not UTF-16 or UTF-32)");
        }
        if ((high & HIGH_BITS) != 0 && !UnsafeByteOperations.unsafeWrap(json).isValidUtf8()) {
            throw malformed("bytes that are no UTF-8 (expected: JSON in UTF-8)");
        }
        if ((backslash & HIGH_BITS) != 0) {
            checkEscapes(json);
        }
    }

    static A2aException malformed(String what) {
        return new A2aException(A2aErrorCode.PARSE_ERROR, "Malformed JSON: " + what);
    }

    /** Broken escapes are left to the parser, which can say where they stand. */
    private static void checkEscapes(byte[] json) {
        int i = 0;
        while (i < json.length - 1) {
            if (json[i] != '\\') {
                i++;
            } else if (json[i + 1] != 'u') {
                i += 2;
            } else {
                i += surrogateFree(json, i);
            }
        }
    }

    /** How many bytes the escape at {@code start} takes, its second half included. */
    private static int surrogateFree(byte[] json, int start) {
        int unit = unit(json, start);
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return 6;
        }
        int next = unit(json, start + 6);
        if (unit > Character.MAX_HIGH_SURROGATE
                || next < Character.MIN_LOW_SURROGATE
                || next > Character.MAX_SURROGATE) {
            throw malformed("\\u" + Integer.toHexString(unit) + " (expected: both halves of a surrogate pair)");
        }
        return 12;
    }

    /** The code unit that the escape at {@code start} names, -1 when no whole escape stands there. */
    private static int unit(byte[] json, int start) {
        if (start + 6 > json.length || json[start] != '\\' || json[start + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = start + 2; i < start + 6; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
