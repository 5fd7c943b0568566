package app.hearth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Bcrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private static final Passwords PASSWORDS = new Passwords();

    @AfterAll
    static void close() {
        PASSWORDS.close();
    }

    private static String bcrypt(String password) {
        return Password.hash(password)
                .with(BcryptFunction.getInstance(Bcrypt.B, 4))
                .getResult();
    }

    @Test
    void ownHashesVerifyAndAreUpToDate() {
        var hash = PASSWORDS.hash("a long enough one");
        assertThat(hash).startsWith("$argon2id$");
        assertThat(PASSWORDS.matches("a long enough one", hash)).isTrue();
        assertThat(PASSWORDS.matches("another one", hash)).isFalse();
        assertThat(PASSWORDS.matches(null, hash)).isFalse();
        assertThat(PASSWORDS.isOutdated(hash)).isFalse();
        assertThat(PASSWORDS.isOutdated("$argon2id$v=19$m=4096,t=1,p=1$c2FsdA$aGFzaA"))
                .isTrue();
    }

    @Test
    void openWebUisHashesVerifyAndAreOutdated() {
        var hash = bcrypt("a long enough one");
        assertThat(hash).startsWith("$2b$");
        assertThat(PASSWORDS.matches("a long enough one", hash)).isTrue();
        assertThat(PASSWORDS.matches("another one", hash)).isFalse();
        assertThat(PASSWORDS.isOutdated(hash)).isTrue();
    }

    /// Made by Python's bcrypt 5.0 of `correct horse battery staple`, as Open WebUI stores it.
    @Test
    void aHashOfPythonVerifies() {
        var hash = "$2b$06$RaLezdnrjKS/5CvtS63Gk.16pvcDmqry7022k67lJBA6wfYsD5VDC";
        assertThat(PASSWORDS.matches("correct horse battery staple", hash)).isTrue();
        assertThat(PASSWORDS.matches("correct horse battery stapler", hash)).isFalse();
    }

    @Test
    void aLongPasswordVerifiesAgainstBcryptsFirst72Bytes() {
        var most = "x".repeat(72);
        assertThat(PASSWORDS.matches(most + "more", bcrypt(most))).isTrue();
    }

    @Test
    void aBrokenHashLetsNobodyIn() {
        for (var hash : new String[] {"", "x", "$2b$", "$argon2id$", "$2b$12$short"}) {
            assertThat(PASSWORDS.matches("", hash)).as(hash).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678",
                "123456789",
                "password",
                "Password1!",
                "P@ssw0rd",
                "qwertyuiop",
                "qwerty123",
                "iloveyou",
                "11111111",
                "abcabcabc",
                "abcd1234",
                "1q2w3e4r",
                "19991231",
                "31121999",
                "letmein123",
                "Admin123",
                "welcome2024",
                "woaini1314",
                "00000000",
                "a1234567",
                "asdfghjkl",
                "trustno1",
                "88888888",
                "hearth123",
                "11223344",
                "1122334455",
                "147258369",
                "789456123",
                "159753456",
                "741852963",
                "135792468",
                "qwer1234",
                "1234qwer",
                "1q2w3e4r5t6y",
                "1qazxsw2",
                "pass1234",
                "Pa$$w0rd",
                "52013140",
                "31415926",
                "14725836",
                "qwaszx12",
                "abcabc123",
                "Huawei@123",
                "!QAZ2wsx",
                "1qaz@WSX",
                "1qaz!QAZ",
                "#EDC4rfv",
                "qwer!@#$",
                "!@#$%^&*",
                "Qwerty@123",
                "Abc@1234",
                "zaq1zaq1",
                "P@ssw0rd123",
                "asdf1234!",
                "😀😀😀😀😀😀😀😀",
                "alice.smith",
                "Alice.Smith99",
                "alice.smith@example.org",
                "Alice Smith"
            })
    void whatAnyoneWouldGuessIsRefused(String password) {
        assertThatThrownBy(() -> Passwords.check(password, "alice.smith@example.org", "Alice Smith"))
                .hasMessageContaining("password_too_common");
    }

    /// Characters as people count them, as near as code points come: an emoji is one and not two.
    @Test
    void aCharacterIsACodePoint() {
        assertThatThrownBy(() -> Passwords.check("👩🚀🌙🔥🏡🍵📚")).hasMessageContaining("too_short");
        assertThatCode(() -> Passwords.check("👩🚀🌙🔥🏡🍵📚🎧".repeat(16))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Passwords.check("👩🚀🌙🔥🏡🍵📚🎧".repeat(16) + "x"))
                .hasMessageContaining("too_long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a long enough one",
                "Tr0ub4dor&3",
                "correct horse",
                "48291736",
                "x7#Lm2qz",
                "炉边夜话很温暖啊",
                "passwordless-login",
                "maria1987paris",
                "k4tze.hund",
                "blue42horse",
                "20kHz-synth",
                "👩🚀🌙🔥🏡🍵📚🎧"
            })
    void othersWillDo(String password) {
        assertThatCode(() -> Passwords.check(password, "alice.smith@example.org", "Alice Smith"))
                .doesNotThrowAnyException();
    }
}
