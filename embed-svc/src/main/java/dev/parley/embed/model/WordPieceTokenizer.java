package dev.parley.embed.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokenizer of uncased BERT models: words split into the longest pieces the vocabulary holds, from the left. Gives the
 * same ids as Hugging Face's. Immutable.
 */
public final class WordPieceTokenizer {
    /** What sentence-transformers cuts all-MiniLM-L6-v2's input at, marks included. */
    static final int MAX_TOKENS = 256;

    private static final int MAX_WORD_CODE_POINTS = 100;
    // written out in a text these stand for themselves, as in the reference
    private static final Pattern SPECIAL = Pattern.compile("\\[(?:PAD|UNK|CLS|SEP|MASK)]");

    private final Map<String, Integer> vocabulary;
    private final int unknown;
    private final int start;
    private final int end;

    WordPieceTokenizer(Map<String, Integer> vocabulary) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.unknown = require("[UNK]");
        this.start = require("[CLS]");
        this.end = require("[SEP]");
    }

    /** Reads {@code model.vocab} of a Hugging Face {@code tokenizer.json}. */
    static WordPieceTokenizer read(InputStream tokenizerJson) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(tokenizerJson)) {
            enter(json, "model");
            enter(json, "vocab");
            Map<String, Integer> vocabulary = new HashMap<>(1 << 16);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                vocabulary.put(json.currentName(), json.nextIntValue(-1));
            }
            return new WordPieceTokenizer(vocabulary);
        }
    }

    private static void enter(JsonParser json, String member) throws IOException {
        if (json.currentToken() == null) {
            json.nextToken();
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = member.equals(json.currentName());
            json.nextToken();
            if (found) {
                return;
            }
            json.skipChildren();
        }
        throw new IOException("tokenizer.json has no member \"" + member + "\" (expected: model.vocab)");
    }

    private int require(String token) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw new IllegalArgumentException("The vocabulary has no " + token + " (expected: BERT's special tokens)");
        }
        return id;
    }

    /** The ids of a text between its start and end mark, at most {@value #MAX_TOKENS}; the rest of the text is cut. */
    long[] tokenize(String text) {
        Ids ids = new Ids();
        ids.add(start);
        Matcher special = SPECIAL.matcher(text);
        int from = 0;
        while (!ids.isFull() && special.find()) {
            addWords(text.substring(from, special.start()), ids);
            ids.add(require(special.group()));
            from = special.end();
        }
        if (!ids.isFull()) {
            addWords(text.substring(from), ids);
        }
        return ids.endedWith(end);
    }

    private void addWords(String text, Ids ids) {
        List<String> words = BertNormalizer.words(text);
        for (String word : words) {
            if (ids.isFull()) {
                return;
            }
            addPieces(word, ids);
        }
    }

    private void addPieces(String word, Ids ids) {
        int mark = ids.size;
        if (word.codePointCount(0, word.length()) > MAX_WORD_CODE_POINTS) {
            ids.add(unknown);
            return;
        }
        for (int from = 0; from < word.length(); ) {
            int to = word.length();
            Integer piece = null;
            while (to > from && piece == null) {
                piece = vocabulary.get(from == 0 ? word.substring(0, to) : "##" + word.substring(from, to));
                if (piece == null) {
                    to = word.offsetByCodePoints(to, -1);
                }
            }
            if (piece == null) {
                // a word with one unknown piece is unknown as a whole
                ids.size = mark;
                ids.add(unknown);
                return;
            }
            ids.add(piece);
            from = to;
        }
    }

    /** Grows to the limit plus the pieces of one word, so that an unknown tail can still take its word back. */
    private static final class Ids {
        private final long[] values = new long[MAX_TOKENS + MAX_WORD_CODE_POINTS + 1];
        private int size;

        void add(int id) {
            values[size++] = id;
        }

        boolean isFull() {
            return size >= MAX_TOKENS;
        }

        long[] endedWith(int mark) {
            int kept = Math.min(size, MAX_TOKENS - 1);
            long[] ended = Arrays.copyOf(values, kept + 1);
            ended[kept] = mark;
            return ended;
        }
    }
}
