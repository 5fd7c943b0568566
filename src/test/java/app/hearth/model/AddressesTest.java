package app.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.hearth.platform.error.HearthException;
import app.hearth.provider.ProviderKind;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "OPENAI, https://api.example.com/v1, https://api.example.com/v1",
        "OPENAI, ' https://API.example.com/v1/ ', https://api.example.com/v1",
        "OPENAI, https://api.example.com/v1/chat/completions, https://api.example.com/v1",
        "OPENAI, https://api.example.com:443/v1/models?x=1#y, https://api.example.com/v1",
        "OPENAI, http://10.0.0.5:8000, http://10.0.0.5:8000",
        "OPENAI, http://[::1]:8000/v1, http://[::1]:8000/v1",
        "OLLAMA, http://my_ollama:11434/api, http://my_ollama:11434",
        "OLLAMA, http://localhost:11434/, http://localhost:11434",
        "OLLAMA, http://localhost:11434/api/chat, http://localhost:11434",
        "OLLAMA, http://localhost:11434/v1, http://localhost:11434",
        "OLLAMA, https://example.com/ollama/api, https://example.com/ollama",
        "BAILIAN, https://dashscope.aliyuncs.com/compatible-mode/v1, https://dashscope.aliyuncs.com",
        "BAILIAN, https://dashscope-intl.aliyuncs.com/api/v1/, https://dashscope-intl.aliyuncs.com",
        "BAILIAN, https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions, https://dashscope.aliyuncs.com"
    })
    void whatPeoplePasteBecomesTheBase(ProviderKind kind, String pasted, URI base) {
        assertThat(Addresses.normal("baseUrl", pasted, kind)).isEqualTo(base);
    }

    @ParameterizedTest
    @CsvSource({
        "'', required",
        "api.example.com/v1, not_url",
        "ftp://example.com, not_url",
        "file:///etc/passwd, not_url",
        "https://, not_url",
        "https://exa mple.com, not_url",
        "https://example.com:99999, not_url",
        "https://my_host:99999, not_url",
        "https://my_host%41/v1, not_url",
        "https://me:secret@example.com/v1, user_info",
        "https://me:secret@my_host/v1, user_info"
    })
    void whatIsNoAddressIsNamed(String pasted, String reason) {
        assertThatThrownBy(() -> Addresses.normal("baseUrl", pasted, ProviderKind.OPENAI))
                .isInstanceOfSatisfying(
                        HearthException.class,
                        e -> assertThat(e.arguments())
                                .containsEntry("field", "baseUrl")
                                .containsEntry("reason", reason));
    }

    @ParameterizedTest
    @CsvSource({
        "https://dashscope.aliyuncs.com/compatible-mode/v1, true",
        "https://dashscope-us.aliyuncs.com/compatible-mode/v1, true",
        "https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1, true",
        "https://ws1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1, true",
        "https://coding.dashscope.aliyuncs.com/v1, false",
        "https://dashscope.aliyuncs.com.evil.example/compatible-mode/v1, false",
        "https://api.example.com/compatible-mode/v1, false"
    })
    void bailiansCompatibleEndpointIsKnownByItsHostAndPath(URI address, boolean is) {
        assertThat(Addresses.isBailian(address)).isEqualTo(is);
    }
}
