package app.hearth.account;

import app.hearth.platform.error.HearthException;
import java.util.Locale;
import java.util.Set;

/// What people type into the forms of this room, made regular or refused.
final class Form {
    private static final Set<String> ROLES = Set.of("admin", "user", "pending");
    private static final int LONGEST_EMAIL = 254;

    /// An e-mail as it is stored: lower case, no blanks around it.
    static String email(String given) {
        var email = lenientEmail(given);
        if (!email.matches("[^@\\s\\p{Cntrl}]{1,64}@[^@\\s\\p{Cntrl}]{1,189}")) {
            throw HearthException.invalid("email", "not_email");
        }
        return email;
    }

    /// The same without refusing: who signs in with something else meets the same answer as for any unknown account.
    static String lenientEmail(String given) {
        var email = given == null ? "" : given.strip().toLowerCase(Locale.ROOT);
        return email.substring(0, Math.min(email.length(), LONGEST_EMAIL));
    }

    /// @param fallback when no name was given
    static String name(String given, String fallback) {
        var name = given == null || given.isBlank() ? fallback : given.strip();
        return short100("name", name);
    }

    static String short100(String field, String given) {
        var text = given == null ? "" : given.strip();
        if (text.isEmpty()) {
            throw HearthException.invalid(field, "required");
        }
        if (text.codePointCount(0, text.length()) > 100) {
            throw HearthException.invalid(field, "too_long");
        }
        return text;
    }

    static String role(String given) {
        if (given == null || !ROLES.contains(given)) {
            throw HearthException.invalid("role", given == null ? "required" : "unknown");
        }
        return given;
    }

    /// The part before the @.
    static String nameIn(String email) {
        return email.substring(0, email.indexOf('@'));
    }

    private Form() {}
}
