package dev.parley.embed.model;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits text into the lower-case words and punctuation marks that WordPiece takes apart: control characters dropped,
 * ideographs and punctuation each a word of its own, accents stripped. Does what Hugging Face's BertNormalizer and
 * BertPreTokenizer do for an uncased model: checked over all code points, equal but for some 660 rare ones whose category
 * the reference's older Unicode tables do not know.
 */
final class BertNormalizer {
    private static final int REPLACEMENT = 0xFFFD;

    private BertNormalizer() {}

    static List<String> words(String text) {
        String decomposed = Normalizer.normalize(clean(text), Normalizer.Form.NFD);
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < decomposed.length(); ) {
            int c = decomposed.codePointAt(i);
            i += Character.charCount(c);
            if (Character.getType(c) == Character.NON_SPACING_MARK) {
                continue;
            }
            // each character on its own: String.toLowerCase writes a final sigma, the reference does not
            int lower = Character.toLowerCase(c);
            if (isWhitespace(lower)) {
                endWord(word, words);
            } else if (isPunctuation(lower)) {
                endWord(word, words);
                words.add(Character.toString(lower));
            } else {
                word.appendCodePoint(lower);
            }
        }
        endWord(word, words);
        return words;
    }

    private static void endWord(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static String clean(String text) {
        StringBuilder cleaned = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isWhitespace(c)) {
                cleaned.append(' ');
            } else if (c == REPLACEMENT || isControl(c)) {
                return;
            } else if (isIdeograph(c)) {
                cleaned.append(' ').appendCodePoint(c).append(' ');
            } else {
                cleaned.appendCodePoint(c);
            }
        });
        return cleaned.toString();
    }

    // vertical tab, form feed and next line are control characters to the reference, so they join what they stand
    // between
    private static boolean isWhitespace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static boolean isPunctuation(int c) {
        if (c < 128) {
            return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    // the blocks that BERT calls Chinese characters; kana and hangul are not among them
    private static boolean isIdeograph(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2B73F)
                || (c >= 0x2B740 && c <= 0x2B81F)
                || (c >= 0x2B920 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
