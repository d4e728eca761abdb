package dev.parley.registry.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void stems_dropEndingsAndStopWords() {
        assertThat(Words.stems("Could you translate the translations, please?")).containsExactly("translate", "transl");
        assertThat(Words.stems("Zeichnet Äpfel & 天気")).containsExactly("zeichnet", "äpfel", "天気");
    }

    @Test
    void spoken_takesNamesApart() {
        assertThat(Words.spoken("getStock_price2")).isEqualTo("get Stock price 2");
        assertThat(Words.spoken("Weather forecast")).isEqualTo("Weather forecast");
    }

    @Test
    void likeness_isOneForTheSameAndZeroForStrangers() {
        assertThat(Words.likeness("weather", "Weather")).isEqualTo(1);
        assertThat(Words.likeness("weather", "zoo")).isZero();
        assertThat(Words.likeness("wether forcast", "weather forecast")).isGreaterThan(0.4);
        assertThat(Words.likeness("", "")).isZero();
    }
}
