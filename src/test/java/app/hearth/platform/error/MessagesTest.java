package app.hearth.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessagesTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasASentenceInBothLanguages(ErrorCode code) {
        assertThat(Messages.of(code, Map.of(), Language.EN))
                .isNotEqualTo(code.id())
                .containsPattern("[.?]|: ?$");
        assertThat(Messages.of(code, Map.of(), Language.ZH))
                .isNotEqualTo(code.id())
                .matches("(?s).*\\p{IsHan}.*");
    }

    @Test
    void reasonsAreWordedInTheCallersLanguage() {
        var arguments = Map.of("field", "email", "reason", "required");
        assertThat(Messages.of(ErrorCode.INVALID_FIELD, arguments, Language.EN)).isEqualTo("“email” is not valid: it is missing");
        assertThat(Messages.of(ErrorCode.INVALID_FIELD, arguments, Language.ZH)).isEqualTo("“email”无效：请填写内容");
    }

    @Test
    void chineseAndLatinStandApartWhateverAnArgumentIs() {
        assertThat(Messages.of(ErrorCode.PROVIDER_FORBIDDEN, Map.of("connection", "OpenAI"), Language.ZH))
                .startsWith("OpenAI 不允许");
        assertThat(Messages.of(ErrorCode.PROVIDER_FORBIDDEN, Map.of("connection", "百炼"), Language.ZH))
                .startsWith("百炼不允许");
    }

    @Test
    void argumentsTravelInWordsToo() {
        var arguments = Map.of("field", "email", "reason", "too_long");
        assertThat(Messages.worded(arguments, Language.EN)).isEqualTo(Map.of("field", "email", "reason", "it is too long"));
        assertThat(Messages.worded(arguments, Language.ZH)).containsEntry("reason", "太长");
    }

    @Test
    void theFirstLanguageOfOursInTheHeaderIsSpoken() {
        assertThat(Language.of("fr, zh-TW;q=0.8, en;q=0.5")).isEqualTo(Language.ZH);
        assertThat(Language.of("en-GB,zh;q=0.9")).isEqualTo(Language.EN);
        assertThat(Language.of(";;;")).isEqualTo(Language.EN);
    }
}
