package app.hearth.account;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Limits on guessing. A try is counted before the password is looked at, so that a hundred at once are a hundred; a right password takes
/// it back.
///
/// A sign-in counts against the pair of account and address, against the address, and against the account. The last one stops a guesser
/// with many addresses, but would let anyone lock a person out by failing on purpose. So a browser that has signed in to the account
/// before ([KnownDevices]) is counted by itself only: whatever others do, its owner gets in. An unknown account is counted like a known
/// one.
final class Attempts {
    private static final Duration FIRST_BLOCK = Duration.ofSeconds(10);
    private static final Duration LONGEST_BLOCK = Duration.ofMinutes(15);
    private static final Duration KEPT = Duration.ofDays(2);

    /// @param free failures that cost nothing; after them blocks grow from 10 s to 15 min
    /// @param drain one failure is forgotten each time this passes
    record Limit(String kind, int free, Duration drain) {
        static final Limit PAIR = new Limit("pair", 5, Duration.ofHours(1));
        static final Limit DEVICE = new Limit("device", 5, Duration.ofHours(1));
        static final Limit ADDRESS = new Limit("address", 15, Duration.ofMinutes(2));
        static final Limit ACCOUNT = new Limit("account", 15, Duration.ofMinutes(5));
        /// The current password, asked of somebody signed in.
        static final Limit PASSWORD = new Limit("password", 5, Duration.ofHours(1));
        /// Wide, because a class or an office signs up from one address.
        static final Limit SIGN_UP = new Limit("sign-up", 100, Duration.ofSeconds(30));

        long blockedUntil(int failures, long now) {
            if (failures < free) {
                return 0;
            }
            var doublings = Math.min(failures - free, 10);
            return now + Math.min(FIRST_BLOCK.toMillis() << doublings, LONGEST_BLOCK.toMillis());
        }
    }

    /// What is counted.
    ///
    /// @param key of a fixed length, whatever was typed, and telling nobody's address or e-mail
    record Subject(Limit limit, String key) {
        static Subject of(Limit limit, String... what) {
            return new Subject(limit, limit.kind + ":" + Secrets.hash(String.join("\n", what)));
        }
    }

    /// One counted try.
    ///
    /// @param own forgotten once the password was right
    /// @param shared with other accounts: only this try is taken back, or a guesser would wash an address clean with an account
    ///     of his own
    record Counted(List<Subject> own, List<Subject> shared) {}

    private final AttemptStore store;
    private final Clock clock;

    Attempts(AttemptStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// @param device the browser's mark when it has signed in to this account before
    Counted signIn(String email, String address, Optional<String> device) {
        var account = Subject.of(Limit.ACCOUNT, email);
        var network = network(address);
        if (device.isPresent()) {
            var own = Subject.of(Limit.DEVICE, email, device.get());
            claim(List.of(own));
            return new Counted(List.of(own, Subject.of(Limit.PAIR, email, network), account), List.of());
        }
        var pair = Subject.of(Limit.PAIR, email, network);
        var shared = Subject.of(Limit.ADDRESS, network);
        claim(List.of(pair, shared, account));
        return new Counted(List.of(pair, account), List.of(shared));
    }

    /// @param who the account whose current password is asked
    Counted password(String who) {
        var own = Subject.of(Limit.PASSWORD, who);
        claim(List.of(own));
        return new Counted(List.of(own), List.of());
    }

    /// Every sign-up counts, the good ones too.
    void signUp(String address) {
        claim(List.of(Subject.of(Limit.SIGN_UP, network(address))));
    }

    void succeeded(Counted counted) {
        store.clear(counted.own());
        store.takeBack(counted.shared());
    }

    private void claim(List<Subject> subjects) {
        try {
            store.claim(subjects, clock.millis());
        } catch (AttemptStore.Blocked e) {
            var left = e.left().plusMillis(999).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
            throw new HearthException(ErrorCode.TOO_MANY_ATTEMPTS, Map.of("seconds", Long.toString(left.toSeconds()))).retryAfter(left);
        }
    }

    /// An IPv4 address, or the /64 of an IPv6 one: whoever has one address of it has them all.
    private static String network(String address) {
        try {
            var bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    void purge() {
        store.purge(clock.millis() - KEPT.toMillis());
    }
}
