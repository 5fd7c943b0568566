package app.hearth.account;

import java.util.Locale;
import java.util.Set;

/// Passwords that every guesser tries first: well-known words and keyboard walks, with or without a few digits and signs at an end, runs
/// and repetitions, birthdays, and the account's own name.
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
        chatgpt openai superstar blessed jesus jesuschrist angel lovers forever family mother father qwerty1 azerty azertyuiop motdepasse
        """).split("\\s+"));
    private static final String RUNS =
            "01234567890 09876543210 abcdefghijklmnopqrstuvwxyz zyxwvutsrqponmlkjihgfedcba qwertyuiopasdfghjklzxcvbnm";

    /// @param own the account's e-mail and name
    static boolean contains(String password, String... own) {
        var lower = password.toLowerCase(Locale.ROOT);
        var core = lower.replaceAll("^[\\d\\W_]+|[\\d\\W_]+$", "");
        return WORDS.contains(lower)
                || WORDS.contains(core)
                || WORDS.contains(lower.replaceAll("[\\W_]+$", ""))
                || isWalk(lower)
                || isWalk(lower.replaceAll("^[a-z]{1,3}(?=\\d)|(?<=\\d)[a-z]{1,3}$", "")) // a1234567
                || isDate(lower)
                || isOwn(lower, core, own);
    }

    /// A run along the digits, the alphabet or the keyboard, or a repetition.
    private static boolean isWalk(String text) {
        return text.length() > 3 && (RUNS.contains(text) || isRepeated(text));
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
