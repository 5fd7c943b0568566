package app.hearth.chat.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileNamesTest {
    @Test
    void namesOfAnyScriptSurvive() {
        for (var name : new String[] {"报告 2026（终稿）.txt", "תמונה.png", "صورة.jpg", "👩‍👩‍👧 семья.webp", ".env", "a;b'c.txt"}) {
            assertThat(FileNames.clean(name)).isEqualTo(name);
        }
    }

    @Test
    void pathsAndInvisibleTricksDoNot() {
        assertThat(FileNames.clean("../../etc/passwd")).isEqualTo("passwd");
        assertThat(FileNames.clean("C:\\Users\\me\\a.txt")).isEqualTo("a.txt");
        assertThat(FileNames.clean("photo\u202egpj.exe")).isEqualTo("photogpj.exe");
        assertThat(FileNames.clean("a\r\nSet-Cookie: x\0.txt")).isEqualTo("aSet-Cookie: x.txt");
        assertThat(FileNames.clean("half \ud83d surrogate")).isEqualTo("half  surrogate");
        for (var nothing : new String[] {null, "", "  ", "..", ".", "/", "\0"}) {
            assertThat(FileNames.clean(nothing)).isEqualTo("file");
        }
    }

    @Test
    void longNamesKeepTheirEndingAndWholeCharacters() {
        var name = FileNames.clean("🦊".repeat(500) + ".markdown");
        assertThat(name).endsWith("🦊.markdown");
        assertThat(name.codePointCount(0, name.length())).isEqualTo(200);
    }

    @Test
    void aDispositionCarriesAnyName() {
        assertThat(FileNames.disposition("inline", "a \"b\" 你.png"))
                .isEqualTo("inline; filename=\"a _b_ _.png\"; filename*=UTF-8''a%20%22b%22%20%E4%BD%A0.png");
    }
}
