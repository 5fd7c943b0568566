package app.hearth.model;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.TestClock;
import app.hearth.model.Catalogue.Asking;
import app.hearth.model.Catalogue.Listing;
import app.hearth.model.Catalogue.Offer;
import app.hearth.model.Catalogue.Patience;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.provider.ProviderKind;
import app.hearth.provider.UpstreamModel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CatalogueTest {
    private final TestClock clock = new TestClock();
    private final Script script = new Script();
    private final Catalogue catalogue =
            new Catalogue(script, new Patience(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofMinutes(10)), clock);
    private final Configured good = connection("good");
    private final Configured bad = connection("bad");

    /// Answers what a test laid down for a connection; the last answer stays.
    private static final class Script implements Catalogue.Lister {
        final Map<String, Deque<Supplier<List<Offer>>>> answers = new ConcurrentHashMap<>();
        final AtomicInteger asked = new AtomicInteger();

        void on(Configured connection, Supplier<List<Offer>> answer) {
            answers.put(connection.id(), new ArrayDeque<>(List.of(answer)));
        }

        @Override
        public List<Offer> list(Configured connection) {
            asked.incrementAndGet();
            return answers.get(connection.id()).getFirst().get();
        }
    }

    @Test
    void aConnectionThatNeverAnswersHidesNothingOfTheOthers() {
        var never = new CountDownLatch(1);
        script.on(good, () -> offers("a", "b"));
        script.on(bad, () -> wait(never));
        var listings = catalogue.of(List.of(bad, good), Asking.USUAL);
        assertThat(ids(listings.get(1))).containsExactly("a", "b");
        assertThat(listings.get(1).problem()).isEmpty();
        assertThat(listings.get(0).models()).isEmpty();
        assertThat(code(listings.get(0))).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        never.countDown();
    }

    @Test
    void whoAnswersTooLateIsListedOnceItHasAnswered() throws Exception {
        var slow = new CountDownLatch(1);
        script.on(bad, () -> wait(slow));
        assertThat(code(catalogue.of(List.of(bad), Asking.USUAL).getFirst())).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        slow.countDown();
        until(() -> !ids(catalogue.of(List.of(bad), Asking.USUAL).getFirst()).isEmpty());
        assertThat(catalogue.of(List.of(bad), Asking.USUAL).getFirst().problem())
                .isEmpty();
        assertThat(script.asked).hasValue(1);
    }

    @Test
    void aNewListIsServedFromMemoryAndAnOldOneOnceMoreWhileTheNextIsFetched() throws Exception {
        script.on(good, () -> offers("old"));
        catalogue.of(List.of(good), Asking.USUAL);
        clock.pass(Duration.ofSeconds(29));
        var same = catalogue.of(List.of(good), Asking.USUAL).getFirst();
        assertThat(script.asked).hasValue(1);
        var fetching = new CountDownLatch(1);
        script.on(good, () -> {
            wait(fetching);
            return offers("new");
        });
        clock.pass(Duration.ofSeconds(2));
        assertThat(catalogue.of(List.of(good), Asking.USUAL).getFirst()).isSameAs(same);
        fetching.countDown();
        until(() -> ids(catalogue.of(List.of(good), Asking.USUAL).getFirst()).equals(List.of("new")));
        assertThat(script.asked).hasValue(2);
    }

    @Test
    void aRefreshByHandWaitsForTheNewList() {
        script.on(good, () -> offers("old"));
        catalogue.of(List.of(good), Asking.USUAL);
        script.on(good, () -> offers("new"));
        clock.pass(Duration.ofSeconds(2));
        assertThat(ids(catalogue.of(List.of(good), Asking.AGAIN).getFirst())).containsExactly("new");
    }

    @Test
    void theLastGoodListOutlivesFailuresForTenMinutes() {
        script.on(good, () -> offers("a"));
        catalogue.of(List.of(good), Asking.USUAL);
        script.on(good, () -> {
            throw new HearthException(ErrorCode.PROVIDER_UNREACHABLE, Map.of("connection", "good"));
        });
        clock.pass(Duration.ofMinutes(9));
        var failed = catalogue.of(List.of(good), Asking.AGAIN).getFirst();
        assertThat(ids(failed)).containsExactly("a");
        assertThat(code(failed)).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE);
        clock.pass(Duration.ofMinutes(2));
        var later = catalogue.of(List.of(good), Asking.AGAIN).getFirst();
        assertThat(later.models()).isEmpty();
        assertThat(code(later)).isEqualTo(ErrorCode.PROVIDER_UNREACHABLE);
    }

    @Test
    void aBugInOneProviderIsThatConnectionsProblemOnly() {
        script.on(good, () -> offers("a"));
        script.on(bad, () -> {
            throw new IllegalStateException("planted by the test");
        });
        var listings = catalogue.of(List.of(bad, good), Asking.USUAL);
        assertThat(code(listings.get(0))).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(ids(listings.get(1))).containsExactly("a");
    }

    @Test
    void aChangedConnectionIsAskedAnewAndAnAnswerForTheOldOneReachesNobody() throws Exception {
        var slow = new CountDownLatch(1);
        script.on(good, () -> {
            wait(slow);
            return offers("of the old address");
        });
        catalogue.of(List.of(good), Asking.USUAL);
        script.on(good, () -> offers("of the new address"));
        var moved = good.named("moved");
        assertThat(ids(catalogue.of(List.of(moved), Asking.USUAL).getFirst())).containsExactly("of the new address");
        slow.countDown();
        clock.pass(Duration.ofSeconds(1));
        assertThat(ids(catalogue.of(List.of(moved), Asking.USUAL).getFirst())).containsExactly("of the new address");
    }

    @Test
    void aConnectionThatIsOffIsNotAsked() {
        var off = new Configured(
                "off",
                ProviderKind.OPENAI,
                "off",
                URI.create("https://off.example"),
                "",
                Map.of(),
                "",
                Optional.empty(),
                List.of(),
                false,
                0,
                Optional.empty(),
                Optional.empty());
        assertThat(catalogue.of(List.of(off), Asking.AGAIN)).containsExactly(Listing.NONE);
        assertThat(script.asked).hasValue(0);
    }

    private static Configured connection(String name) {
        return new Configured(
                name,
                ProviderKind.OPENAI,
                name,
                URI.create("https://" + name + ".example/v1"),
                "",
                Map.of(),
                "",
                Optional.empty(),
                List.of(),
                true,
                0,
                Optional.empty(),
                Optional.empty());
    }

    private static List<Offer> offers(String... ids) {
        return List.of(ids).stream()
                .map(id -> new Offer(UpstreamModel.unknown(id), false))
                .toList();
    }

    private static List<Offer> wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
            return offers("late");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> ids(Listing listing) {
        return listing.models().stream().map(offer -> offer.model().id()).toList();
    }

    private static ErrorCode code(Listing listing) {
        return listing.problem().orElseThrow().code();
    }

    private static void until(BooleanSupplier claim) throws InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!claim.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
