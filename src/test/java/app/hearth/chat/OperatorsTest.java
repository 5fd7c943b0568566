package app.hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.chat.Operators.Wanted;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    @Test
    void operatorsAreTakenOutOfTheWords() {
        var all = of("hello tag:Work folder:\"My plans\" world");
        assertThat(all.words().replaceAll(" +", " ")).isEqualTo("hello world");
        assertThat(all.tags()).containsExactly(new Wanted("work", false));
        assertThat(all.folders()).containsExactly(new Wanted("my plans", false));
    }

    @Test
    void theLastOneIsOpenUntilASpaceOrItsQuoteEndsIt() {
        assertThat(of("tag:wo").tags()).containsExactly(new Wanted("wo", true));
        assertThat(of("tag:wo ").tags()).containsExactly(new Wanted("wo", false));
        assertThat(of("tag:\"my w").tags()).containsExactly(new Wanted("my w", true));
        assertThat(of("tag:\"my w\"").tags()).containsExactly(new Wanted("my w", false));
        assertThat(of("TAG：旅行").tags()).as("a full-width colon").containsExactly(new Wanted("旅行", true));
    }

    @Test
    void aValueThatSaysNothingLeavesAWord() {
        assertThat(of("before:lunch we eat").words()).isEqualTo("before:lunch we eat");
        assertThat(of("after:2026-13-01 x").isEmpty()).isTrue();
        assertThat(of("http://tag:80/ x").words()).isEqualTo("http://tag:80/ x");
        assertThat(of("x tag:").words().strip())
                .as("its value is about to be typed")
                .isEqualTo("x");
        assertThat(of("x tag:").isEmpty()).isTrue();
    }

    @Test
    void aDayBeginsWhereTheReaderIs() {
        var all = Operators.of("after:2026-02 before:2026", ZoneId.of("Asia/Shanghai"));
        assertThat(Instant.ofEpochMilli(all.from())).isEqualTo(Instant.parse("2026-01-31T16:00:00Z"));
        assertThat(Instant.ofEpochMilli(all.until())).isEqualTo(Instant.parse("2025-12-31T16:00:00Z"));
    }

    private static Operators of(String text) {
        return Operators.of(text, ZoneOffset.UTC);
    }
}
