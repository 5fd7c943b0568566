package app.hearth.chat;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What stands in a search beside words: `tag:` `folder:` `model:` `before:` `after:`, their values in quotes where they hold spaces.
/// Others are words, and so is one of these whose value says nothing.
///
/// @param words what is left
/// @param tags of which the chat must have all
/// @param folders in one of which, or below, it must stand
/// @param models each a part of the chat's model's id
/// @param from first millisecond
/// @param until first one that is too late
record Operators(String words, List<Wanted> tags, List<Wanted> folders, List<Wanted> models, long from, long until) {
    private static final Pattern OPERATOR = Pattern.compile(
            "(?<!\\S)(tag|folder|model|before|after)[:：](?:[\"“”「『]([^\"“”」』]*)([\"“”」』]|$)|(\\S*))", Pattern.CASE_INSENSITIVE);

    /// @param key without case and width
    /// @param open still being typed: its beginning counts
    record Wanted(String key, boolean open) {
        boolean fits(String name) {
            return open ? Tags.key(name).startsWith(key) : Tags.key(name).equals(key);
        }
    }

    /// @param zone whose days `before` and `after` mean
    static Operators of(String text, ZoneId zone) {
        var words = new StringBuilder();
        var tags = new ArrayList<Wanted>();
        var folders = new ArrayList<Wanted>();
        var models = new ArrayList<Wanted>();
        var from = Long.MIN_VALUE;
        var until = Long.MAX_VALUE;
        var operator = OPERATOR.matcher(text);
        var at = 0;
        while (operator.find()) {
            var value = operator.group(2) != null ? operator.group(2) : operator.group(4);
            var isLast = operator.end() == text.length();
            var wanted = new Wanted(
                    Tags.key(value),
                    isLast && (operator.group(3) == null || operator.group(3).isEmpty()));
            var day = start(value, zone);
            var known = !wanted.key.isEmpty() || isLast; // at the end its value is about to be typed
            switch (operator.group(1).toLowerCase(Locale.ROOT)) {
                case "tag" -> tags.add(wanted);
                case "folder" -> folders.add(wanted);
                case "model" -> models.add(wanted);
                case "before" -> {
                    known = day.isPresent() || isLast;
                    until = Math.min(until, day.orElse(until));
                }
                default -> {
                    known = day.isPresent() || isLast;
                    from = Math.max(from, day.orElse(from));
                }
            }
            if (known) {
                words.append(text, at, operator.start()).append(' ');
                at = operator.end();
            }
        }
        words.append(text.substring(at));
        List.of(tags, folders, models).forEach(list -> list.removeIf(wanted -> wanted.key.isEmpty()));
        return new Operators(words.toString(), tags, folders, models, from, until);
    }

    boolean isEmpty() {
        return tags.isEmpty() && folders.isEmpty() && models.isEmpty() && from == Long.MIN_VALUE && until == Long.MAX_VALUE;
    }

    /// The first moment of a day, a month or a year: `2026-01-31`, `2026-01`, `2026`.
    private static Optional<Long> start(String value, ZoneId zone) {
        try {
            var day = switch (value.length()) {
                case 4 -> value.matches("[0-9]{4}") ? LocalDate.of(Integer.parseInt(value), 1, 1) : null;
                case 7 -> YearMonth.parse(value).atDay(1);
                case 10 -> LocalDate.parse(value);
                default -> null;
            };
            return Optional.ofNullable(day)
                    .map(date -> date.atStartOfDay(zone).toInstant().toEpochMilli());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
