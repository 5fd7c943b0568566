package app.hearth;

import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.http.Access;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One person's chat, message, run, file, upload, key, session and queue entry, all real, tried by others at every route whose path names
/// something. Routes that come are covered by themselves; one with a new kind of part fails until this class knows it.
class StrangersTest {
    @TempDir
    static Path data;

    private static final CountDownLatch SILENCE = new CountDownLatch(1);
    private static Home home;
    private static Browser alice;
    private static Browser bob;
    private static Browser pending;
    private static Home.Sent running;
    private static Map<String, String> ids;
    private static String file;
    private static String folder;

    @BeforeAll
    static void open() {
        home = new Home(data);
        home.upstream.model("silent").says("A secret").awaits(SILENCE);
        alice = home.admin.invite("alice@example.org");
        bob = home.admin.invite("bob@example.org");
        pending = home.admin.invite("pending@example.org", "pending");
        file = alice.upload("POST", "/api/files?name=diary.txt", "text/plain", "Dear diary".getBytes(StandardCharsets.UTF_8))
                .ok()
                .json()
                .get("id")
                .asText();
        var upload = alice.post("/api/uploads", Map.of("name", "x.txt", "type", "text/plain", "size", 4))
                .ok()
                .json()
                .get("id")
                .asText();
        alice.upload("PUT", "/api/uploads/" + upload + "?at=0", "text/plain", new byte[] {'a', 'b'})
                .ok();
        var key = alice.post("/api/me/keys", Map.of("name", "k", "scopes", List.of("chats")))
                .ok()
                .json();
        running = Home.ask(alice, "Keep silent about zanzibar", "silent");
        Home.eventually(
                10,
                () -> Home.text(Home.message(alice, running.chat(), running.reply()))
                        .equals("A secret"));
        var queued = Ids.next();
        alice.post("/api/chats/" + running.chat() + "/queue", Home.question(queued, null, "And then?", Ids.next(), "fake-1"))
                .ok();
        folder = Ids.next();
        alice.post("/api/folders", Map.of("id", folder, "name", "Diary")).ok();
        alice.json("PATCH", "/api/chats/" + running.chat(), Map.of("folder", folder, "tags", List.of("private")))
                .ok();
        ids = Map.of(
                "{folder}", folder,
                "{chat}", running.chat(),
                "{message}", running.question(),
                "{run}", running.reply(),
                "{file}", file,
                "{upload}", upload,
                "{key}", key.at("/key/id").asText(),
                "{session}",
                        alice.get("/api/me/sessions")
                                .ok()
                                .json()
                                .at("/sessions/0/id")
                                .asText(),
                "{id}", queued);
    }

    @AfterAll
    static void close() {
        SILENCE.countDown();
        home.close();
    }

    static Stream<Route<?, ?>> routes() {
        return home.house.routes().stream().filter(route -> route.path().contains("{") && route.access() != Access.ADMIN);
    }

    private static String path(Route<?, ?> route) {
        var path = route.path();
        for (var id : ids.entrySet()) {
            path = path.replace(id.getKey(), id.getValue());
        }
        assertThat(path).as("this test knows what stands there").doesNotContain("{");
        return path;
    }

    /// A body that would be taken from the owner.
    private static Object body(Route<?, ?> route) {
        return switch (route.method() + " " + route.path()) {
            case "PATCH /api/chats/{chat}" -> Map.of("title", "Mine now");
            case "PATCH /api/folders/{folder}" -> Map.of("name", "Mine now");
            case "POST /api/chats/{chat}/messages", "POST /api/chats/{chat}/queue" ->
                Home.question(Ids.next(), null, "Hello?", Ids.next(), "fake-1");
            case "POST /api/chats/{chat}/replies" -> Map.of("id", Ids.next(), "parent", running.question(), "model", "fake-1");
            case "POST /api/chats/{chat}/fork" -> Map.of("id", Ids.next(), "message", running.question());
            case "PUT /api/chats/{chat}/leaf" -> Map.of("message", running.question());
            case "PATCH /api/chats/{chat}/messages/{message}", "PATCH /api/chats/{chat}/queue/{id}" ->
                Map.of("parts", List.of(Map.of("type", "text", "text", "Mine now")));
            default -> {
                assertThat(route.in()).as("this test knows a body for it").isIn(Void.class, byte[].class);
                yield "{}";
            }
        };
    }

    private static Browser.Answer call(Browser who, Route<?, ?> route) {
        return route.method() == Route.Method.GET
                ? who.get(path(route))
                : route.in() == byte[].class
                        ? who.upload(route.method().name(), path(route) + "?at=2", "text/plain", new byte[] {'c', 'd'})
                        : who.json(route.method().name(), path(route), body(route));
    }

    /// Everything of the owner's that a stranger could have changed.
    private static String everything() {
        var all = new StringBuilder();
        for (var path : List.of(
                "/api/chats",
                "/api/folders",
                "/api/folders/" + folder,
                "/api/tags",
                "/api/chats?folder=" + folder,
                "/api/chats/" + running.chat(),
                "/api/chats/" + running.chat() + "/messages",
                "/api/runs",
                "/api/files/" + file,
                "/api/runs/" + running.reply() + "/request")) {
            all.append(alice.get(path).ok().text()).append('\n');
        }
        for (var path : List.of("/api/me/keys", "/api/me/sessions")) {
            all.append(alice.get(path).ok().json().findValuesAsText("id")).append('\n');
        }
        // a piece for another place is answered by where to go on
        var upload = alice.upload("PUT", "/api/uploads/" + ids.get("{upload}") + "?at=1", "text/plain", new byte[] {'x'});
        assertThat(upload.problem()).isEqualTo("409 conflict");
        return all.append(upload.json().at("/arguments/received")).toString();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void nobodyElseGetsThroughWithTheRightIds(Route<?, ?> route) {
        var before = everything();
        assertThat(call(bob, route).problem()).as("another user").isEqualTo("404 not_found");
        assertThat(call(home.admin, route).problem()).as("an administrator").isEqualTo("404 not_found");
        var waiting = call(pending, route).problem();
        assertThat(waiting).as("who waits for approval").isIn("403 account_pending", "404 not_found");
        assertThat(call(home.admin.stranger(), route).problem()).as("nobody").isEqualTo("401 not_signed_in");
        assertThat(everything()).isEqualTo(before);
    }

    /// Else the refusals would prove nothing.
    @ParameterizedTest
    @MethodSource("routes")
    void theIdsAreGoodForTheirOwner(Route<?, ?> route) {
        if (route.method() == Route.Method.GET) {
            assertThat(call(alice, route).status()).isEqualTo(200);
        }
    }

    /// Where an id stands in a body or behind a question mark instead of the path.
    @Test
    void anotherOnesFolderAndChatsAreNotReachedFromOnesOwn() {
        var before = everything();
        for (var who : List.of(bob, home.admin)) {
            var mine = Home.ask(who, "Mine", "fake-1");
            Home.ended(who, mine);
            var inside = Ids.next();
            who.post("/api/folders", Map.of("id", inside, "name", "Mine")).ok();
            for (var refused : List.of(
                    who.get("/api/chats?folder=" + folder),
                    who.json("PATCH", "/api/chats/" + mine.chat(), Map.of("folder", folder)),
                    who.json("PATCH", "/api/folders/" + inside, Map.of("parent", folder)),
                    who.post("/api/folders", Map.of("id", Ids.next(), "name", "x", "parent", folder)),
                    who.post("/api/chats/bulk", Map.of("ids", List.of(mine.chat()), "action", "move", "folder", folder)))) {
                assertThat(refused.problem()).isEqualTo("404 not_found");
            }
            var send = new HashMap<>(Home.question(Ids.next(), null, "Hello?", Ids.next(), "fake-1"));
            send.put("folder", folder);
            assertThat(who.post("/api/chats/" + Ids.next() + "/messages", send).problem())
                    .isEqualTo("404 not_found");
            assertThat(who.post("/api/folders", Map.of("id", folder, "name", "x"))
                            .problem())
                    .isEqualTo("409 conflict");
            for (var action : List.of("move", "tag", "untag", "archive", "delete", "pin")) {
                var body =
                        new HashMap<String, Object>(Map.of("ids", List.of(running.chat()), "action", action, "tags", List.of("private")));
                body.put("folder", null);
                assertThat(who.post("/api/chats/bulk", body)
                                .ok()
                                .json()
                                .get("count")
                                .asInt())
                        .isZero();
            }
            assertThat(who.get("/api/search?q=tag:private").ok().json().get("hits"))
                    .isEmpty();
            assertThat(who.get("/api/search?q=folder:diary").ok().json().get("hits"))
                    .isEmpty();
            assertThat(who.get("/api/tags").ok().text()).isEqualTo("{\"tags\":[]}");
        }
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void anotherOnesRunIsNotWatched() {
        for (var who : List.of(bob, home.admin)) {
            assertThat(who.get("/api/events?run=" + running.reply() + ":1-0").problem())
                    .isEqualTo("404 not_found");
        }
    }

    @Test
    void anotherOnesWordsAreNotFound() {
        Home.eventually(10, () -> !hits(alice).isEmpty());
        assertThat(hits(bob)).isEmpty();
        assertThat(hits(home.admin)).isEmpty();
    }

    private static List<String> hits(Browser who) {
        return who.get("/api/search?q=zanzibar").ok().json().get("hits").findValuesAsText("chat");
    }

    /// Neither in a chat of one's own nor in a conversation that is not kept.
    @Test
    void anotherOnesFileIsNotReadThroughAModel() {
        var part = Map.of("type", "file", "file", file, "name", "diary.txt");
        var send = Map.of("id", Ids.next(), "parts", List.of(part), "replies", List.of(Map.of("id", Ids.next(), "model", "fake-1")));
        var temporary = Map.of("id", Ids.next(), "model", "fake-1", "messages", List.of(Map.of("role", "user", "parts", List.of(part))));
        for (var who : List.of(bob, home.admin)) {
            assertThat(who.post("/api/chats/" + Ids.next() + "/messages", send).status())
                    .isLessThan(500);
            assertThat(who.post("/api/temporary/runs", temporary).status()).isLessThan(500);
        }
        Home.eventually(10, () -> bob.get("/api/runs").ok().json().get("runs").isEmpty());
        assertThat(home.upstream.completions())
                .noneMatch(asked -> Json.write(asked.json()).contains("Dear diary"));
    }

    @Test
    void anAdministratorsListsHoldNothingOfAChat() {
        var admin = home.admin.invite("second@example.org", "admin");
        for (var route : home.house.routes()) {
            if (route.method() == Route.Method.GET && !route.path().matches(".*[{<].*|/api/events|.*/signout")) {
                assertThat(admin.get(route.path()).text()).as(route.path()).doesNotContain("zanzibar");
            }
        }
    }
}
