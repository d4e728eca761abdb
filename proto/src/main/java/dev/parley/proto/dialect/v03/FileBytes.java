package dev.parley.proto.dialect.v03;

import com.google.protobuf.ByteString;
import java.util.Base64;

/**
 * What stands in {@code FilePart.file_with_bytes}, on which the SDKs disagree. The field alone cannot tell: "text" is four
 * letters, and base64 of three bytes.
 */
public enum FileBytes {
    /**
     * The file in base64, as the SDKs in Python, Go and Java write and read it (so that JSON has it encoded twice). What is
     * no base64 is read as the file itself.
     */
    BASE64 {
        @Override
        ByteString written(ByteString file) {
            return ByteString.copyFrom(Base64.getEncoder().encode(file.toByteArray()));
        }

        @Override
        ByteString read(ByteString field) {
            if (field.size() % QUANTUM != 0) {
                return field;
            }
            try {
                return ByteString.copyFrom(Base64.getDecoder().decode(field.toByteArray()));
            } catch (IllegalArgumentException noBase64) {
                return field;
            }
        }
    },
    /** The file itself, as the SDK in JavaScript has it. */
    RAW {
        @Override
        ByteString written(ByteString file) {
            return file;
        }

        @Override
        ByteString read(ByteString field) {
            return field;
        }
    };

    // what encoders fill up to with "="
    private static final int QUANTUM = 4;

    abstract ByteString written(ByteString file);

    abstract ByteString read(ByteString field);
}
