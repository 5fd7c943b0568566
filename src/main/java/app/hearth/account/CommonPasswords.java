package app.hearth.account;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Passwords that every guesser tries first: well-known words, with or without a few digits and signs at an end or in place of letters,
/// ways over the keyboard, runs and repetitions, birthdays, and the account's own name.
final class CommonPasswords {
    private static final Set<String> WORDS = Set.of(("""
        password passw0rd p@ssword p@ssw0rd pa55word passwort passwd qwerty qwertyui qwertyuiop qwert asdfgh asdfghjk asdfghjkl asdf
        zxcvbn zxcvbnm qazwsx qazwsxedc 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 q1w2e3r4t5 qweasd qweasdzxc zaq12wsx
        letmein welcome iloveyou loveyou lovely admin administrator root superuser user test tester testing guest login master changeme
        default secret access monkey dragon football baseball basketball soccer hockey sunshine princess shadow superman batman spiderman
        michael jordan jennifer jessica michelle ashley daniel thomas charlie andrew matthew joshua hunter tigger pokemon starwars
        whatever trustno1 trustno freedom computer internet samsung google facebook microsoft apple android windows linux ubuntu server
        flower butterfly chocolate cheese pepper cookie summer winter spring autumn monday friday january december
        mustang ferrari corvette harley yankees liverpool arsenal chelsea barcelona killer hello helloworld abc abcd abcde abcdef abcdefg
        abcdefgh abc123 a1b2c3 a1b2c3d4 aa123456 woaini woaini520 woaini1314 woaiwojia nihao zhongguo beijing shanghai aini
        qq qq123456 asd asd123 zxc zxc123 qwe qwe123 wang zhang liu chen hearth openwebui open-webui ollama bailian aliyun alibaba
        pass huawei xiaomi taobao alipay tencent weixin wechat
        chatgpt openai superstar blessed jesus jesuschrist angel lovers forever family mother father qwerty1 azerty azertyuiop motdepasse
        """).split("\\s+"));
    /// Ways along the digits, the alphabet, the keyboard's rows and columns and a telephone's keys, and numbers that are known by heart.
    private static final List<String> RUNS = List.of(
            "01234567890",
            "09876543210",
            "abcdefghijklmnopqrstuvwxyz",
            "zyxwvutsrqponmlkjihgfedcba",
            "qwertyuiopasdfghjklzxcvbnm",
            "poiuytrewq",
            "lkjhgfdsa",
            "mnbvcxz",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
            "0okm9ijn8uhb7ygv6tfc5rdx4esz3wa2q",
            "1q2w3e4r5t6y7u8i9o0p",
            "q1w2e3r4t5y6u7i8o9p0",
            "1qazxsw23edcvfr45tgbnhy6",
            "qazxswedcvfrtgb",
            "qaswzx",
            "qwaszx",
            "147258369",
            "741852963",
            "369258147",
            "963852741",
            "789456123",
            "321654987",
            "123654789",
            "159753456",
            "147896325",
            "1357924680",
            "2468013579",
            "13579",
            "24680",
            "5201314",
            "1314520",
            "31415926535",
            "14142135");
    /// A piece of a way that is no accident.
    private static final int PIECE = 3;

    private static final String SHIFTED = "!@#$%^&*()";
    private static final String DIGITS = "1234567890";
    private static final String LEET = "@$013457";
    private static final String LETTERS = "asoieast";

    /// @param own the account's e-mail and name
    static boolean contains(String password, String... own) {
        var lower = password.toLowerCase(Locale.ROOT);
        var core = lower.replaceAll("^[\\d\\p{Punct}]+|[\\d\\p{Punct}]+$", "");
        return isWord(lower)
                || isWord(core)
                || isWord(lower.replaceAll("[\\p{Punct}]+$", ""))
                || isWalk(lower)
                || isWalk(core)
                || isWalk(translated(lower, SHIFTED, DIGITS))
                || isWalk(lower.replaceAll("[\\p{Punct}]+", "").replaceAll("^[a-z]{1,3}(?=\\d)|(?<=\\d)[a-z]{1,3}$", "")) // a1234567
                || isDate(lower)
                || isOwn(lower, core, own);
    }

    private static boolean isWord(String text) {
        return WORDS.contains(text) || WORDS.contains(translated(text, LEET, LETTERS));
    }

    /// Each character of `from` replaced by the one at its place in `to`.
    private static String translated(String text, String from, String to) {
        var translated = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            var at = from.indexOf(text.charAt(i));
            if (at >= 0) {
                translated.setCharAt(i, to.charAt(at));
            }
        }
        return translated.toString();
    }

    /// A repetition, or one to three pieces of ways after each other, each character once or each twice: `qwer1234`, `112233`.
    private static boolean isWalk(String text) {
        return text.length() > PIECE
                && (isRepeated(text)
                        || pieces(text) <= PIECE
                        || pieces(text.replaceAll("(.)\\1", "$1")) <= PIECE && text.matches("((.)\\2)+"));
    }

    /// How few pieces make up the text; a large number when there is more in it than those.
    private static int pieces(String text) {
        var pieces = 0;
        for (int at = 0; at < text.length(); pieces++) {
            var length = longest(text, at);
            if (length < PIECE && (pieces == 0 || at + length < text.length())) {
                return Integer.MAX_VALUE;
            }
            at += length;
        }
        return pieces;
    }

    private static int longest(String text, int at) {
        var longest = 1;
        while (at + longest < text.length() && text.charAt(at + longest) == text.charAt(at)) {
            longest++;
        }
        for (var run : RUNS) {
            var length = longest;
            while (at + length <= text.length() && run.contains(text.substring(at, at + length))) {
                longest = Math.max(longest, length++);
            }
        }
        return longest;
    }

    /// `aaaaaaaa`, `12121212`, `abcabcabc`: a piece of at most four characters over and over.
    private static boolean isRepeated(String text) {
        return text.matches("(.{1,4}?)\\1+.{0,3}") && text.chars().distinct().count() <= 4;
    }

    /// Eight digits that are a day between 1900 and 2099, in either order of year and day.
    private static boolean isDate(String text) {
        return text.matches("(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])|(0[1-9]|[12]\\d|3[01])(0[1-9]|1[0-2])(19|20)\\d\\d"
                + "|(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])(19|20)\\d\\d");
    }

    private static boolean isOwn(String lower, String core, String... own) {
        for (var text : own) {
            var name = text.toLowerCase(Locale.ROOT).strip();
            var local = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
            if (lower.equals(name) || local.length() >= 4 && (lower.equals(local) || core.equals(local))) {
                return true;
            }
        }
        return false;
    }

    private CommonPasswords() {}
}
