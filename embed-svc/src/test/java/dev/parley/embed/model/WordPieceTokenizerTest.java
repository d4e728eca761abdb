package dev.parley.embed.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WordPieceTokenizerTest {
    private final WordPieceTokenizer tokenizer = new WordPieceTokenizer(
            Map.of("[UNK]", 0, "[CLS]", 1, "[SEP]", 2, "play", 3, "##ing", 4, "##er", 5, "!", 6, "[MASK]", 7));

    @Test
    void tokenize_takesTheLongestPieceFromTheLeft() {
        assertThat(tokenizer.tokenize("Playing player!")).containsExactly(1, 3, 4, 3, 5, 6, 2);
    }

    @Test
    void tokenize_makesAWordWithOneUnknownPieceUnknownAsAWhole() {
        assertThat(tokenizer.tokenize("playingx play")).containsExactly(1, 0, 3, 2);
    }

    @Test
    void tokenize_readsSpecialTokensThatAreWrittenOut() {
        assertThat(tokenizer.tokenize("play[MASK]play")).containsExactly(1, 3, 7, 3, 2);
    }

    @Property
    void tokenize_neverFailsAndNeverExceedsTheLimit(@ForAll String text) {
        long[] ids = tokenizer.tokenize(text.repeat(3));
        assertThat(ids.length).isBetween(2, WordPieceTokenizer.MAX_TOKENS);
        assertThat(ids[0]).isEqualTo(1);
        assertThat(ids[ids.length - 1]).isEqualTo(2);
    }

    @Test
    void read_takesTheVocabularyOutOfTokenizerJson() throws IOException {
        String json = """
                {"version":"1.0","truncation":{"max_length":128},
                 "model":{"type":"WordPiece","vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"play":3},"unk_token":"[UNK]"}}""";
        assertThat(read(json).tokenize("play it")).containsExactly(1, 3, 0, 2);
    }

    @Test
    void read_saysWhatIsMissing() {
        assertThatThrownBy(() -> read("{\"model\":{}}")).hasMessageContaining("\"vocab\"");
        assertThatThrownBy(() -> read("{\"model\":{\"vocab\":{\"[UNK]\":0}}}")).hasMessageContaining("[CLS]");
    }

    private static WordPieceTokenizer read(String json) throws IOException {
        return WordPieceTokenizer.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
