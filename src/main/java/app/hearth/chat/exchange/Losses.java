package app.hearth.chat.exchange;

import java.util.EnumMap;
import java.util.Map;

/// What was left out, counted by reason.
final class Losses {
    private final EnumMap<Left, Integer> counts = new EnumMap<>(Left.class);

    void count(Left why) {
        counts.merge(why, 1, Integer::sum);
    }

    void add(Losses others) {
        others.counts.forEach((why, count) -> counts.merge(why, count, Integer::sum));
    }

    Map<Left, Integer> counts() {
        return new EnumMap<>(counts);
    }
}
