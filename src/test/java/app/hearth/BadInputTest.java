package app.hearth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import app.hearth.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever comes in at the front door, the answer is a success or says what was wrong with it; the house never breaks. The bodies are
/// derived from the house's own OpenAPI document.
@Timeout(120)
class BadInputTest {
    @TempDir
    static Path data;

    /// Values, as JSON text, in place of each property; some of them are right for some.
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e999",
            "9223372036854775807",
            "9223372036854775808",
            "1" + "0".repeat(190),
            "1" + "0".repeat(400),
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00 \\ud83d\"",
            "\"👨‍👩‍👧 مرحبا \\u202e\"",
            "\"" + "x".repeat(20_000) + "\"",
            "\"../../etc/passwd\"",
            "\"0198c0de-0000-7000-8000-000000000000\"",
            "[]",
            "[null]",
            "[[[[]]]]",
            "[\"x\",1,{}]",
            "[{}]",
            "{}",
            "{\"a\":null}",
            "{\"\":{\"\":[]}}");

    private static Home home;
    private static Home.Sent asked;
    private static JsonNode document;

    @BeforeAll
    static void open() {
        home = new Home(data);
        home.upstream.model("wide").window(10_000_000);
        asked = Home.ask(home.admin, "hi", "fake-1");
        Home.ended(home.admin, asked);
        document = home.admin.get("/api/openapi.json").ok().json();
    }

    @AfterAll
    static void close() {
        home.close();
    }

    /// What takes JSON. The starter's download and a connection's server are somebody else's.
    static Stream<String> bodies() {
        var all = new ArrayList<String>();
        for (var path : document.get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (operation.getValue().at("/requestBody/content").has("application/json")) {
                    all.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return all.stream();
    }

    private static JsonNode schema(JsonNode given) {
        var schema = given;
        while (true) {
            if (schema.has("$ref")) {
                schema = document.at(schema.get("$ref").asText().substring(1));
            } else if (schema.has("anyOf")) {
                schema = schema.at("/anyOf/0");
            } else {
                return schema;
            }
        }
    }

    private static JsonNode bodyOf(String operation) {
        var words = operation.split(" ");
        var method = document.get("paths").get(words[1]).get(words[0].toLowerCase(Locale.ROOT));
        return schema(
                method.get("requestBody").get("content").get("application/json").get("schema"));
    }

    /// A body of which each part is right by itself.
    private static JsonNode sample(JsonNode given, String name, int depth) {
        var schema = schema(given);
        if (depth > 4) {
            return Json.parse("null");
        }
        return switch (schema.path("type").asText()) {
            case "object" -> {
                var object = Json.object();
                schema.path("properties")
                        .properties()
                        .forEach(one -> object.set(one.getKey(), sample(one.getValue(), one.getKey(), depth + 1)));
                yield object;
            }
            case "array" -> Json.array().add(sample(schema.get("items"), name, depth + 1));
            case "integer", "number" -> Json.parse("1");
            case "boolean" -> Json.parse("true");
            case "string" ->
                Json.parse("\"" + (schema.has("enum") ? schema.at("/enum/0").asText() : text(name)) + "\"");
            default -> Json.parse("\"x\"");
        };
    }

    private static String text(String name) {
        return switch (name) {
            case "id" -> Ids.next();
            case "parent", "message" -> asked.reply();
            case "model" -> "fake-1";
            case "type" -> "text";
            case "role" -> "user";
            case "baseUrl" -> "http://127.0.0.1:1/v1";
            case "provider" -> "openai";
            default -> "words of some length";
        };
    }

    /// The body once for each value at each property, at whatever depth. A mark stands there until the body is text, for not every value is
    /// one that a tree can hold.
    private static void mutations(JsonNode body, ObjectNode root, List<String> all) {
        var children = new ArrayList<Map.Entry<String, JsonNode>>();
        if (body instanceof ObjectNode object) {
            children.addAll(List.copyOf(object.properties()));
            for (var child : children) {
                object.put(child.getKey(), "@@@");
                var text = Json.write(root);
                VALUES.forEach(value -> all.add(text.replace("\"@@@\"", value)));
                object.remove(child.getKey());
                all.add(Json.write(root));
                object.set(child.getKey(), child.getValue());
                mutations(child.getValue(), root, all);
            }
        }
        for (var element : body.isArray() ? body : Json.array()) {
            mutations(element, root, all);
        }
    }

    private static String path(String template) {
        return template.replace("{chat}", asked.chat())
                .replace("{message}", asked.question())
                .replace("{run}", asked.reply())
                .replaceAll("\\{[a-zA-Z]+}", Ids.next());
    }

    private static void send(String operation, String body) {
        var words = operation.split(" ");
        good(home.admin.json(words[0], path(words[1]), body), operation + " " + (body.length() > 600 ? body.substring(0, 600) : body));
    }

    /// A success, or a refusal that is worded. Only what asks another server may say that it failed.
    private static void good(Browser.Answer answer, String what) {
        if (answer.status() >= 400) {
            var json = answer.header("Content-Type").contains("json") ? answer.json() : Json.object();
            var code = json.path("code").asText(json.at("/error/code").asText(""));
            if (what.contains("/api/admin/connections") || what.contains("completions") || what.contains("embeddings")) {
                assertThat(answer.status() < 500 || code.startsWith("provider_"))
                        .as(what + " → " + answer.status() + answer.text())
                        .isTrue();
            } else {
                assertThat(answer.status()).as(what + " → " + answer.text()).isLessThan(500);
            }
            assertThat(code + json.path("detail").asText()).as(what).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aWrongValueInAnyFieldIsRefusedInWords(String operation) {
        var body = sample(bodyOf(operation), "", 0);
        assertThat(body).isInstanceOf(ObjectNode.class);
        var all = new ArrayList<String>();
        mutations(body, (ObjectNode) body, all);
        all.forEach(one -> send(operation, one));
        VALUES.forEach(value -> send(operation, value));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whatIsNoJsonIsRefused(String operation) {
        var words = operation.split(" ");
        var deep = "[".repeat(10_000) + "]".repeat(10_000);
        var twice = "{\"id\":\"" + Ids.next() + "\",\"id\":\"" + Ids.next() + "\"}";
        for (var body :
                List.of("", "{", "nul", "{\"a\":1}}", deep, "{\"x\":" + deep + "}", "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))) {
            var answer = home.admin.json(words[0], path(words[1]), body);
            assertThat(answer.status()).as(operation).isIn(400, 404, 413, 429);
        }
        assertThat(home.admin.json(words[0], path(words[1]), twice).status()).isIn(400, 404, 429);
        for (var bytes : List.of(
                new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
                new byte[] {(byte) 0xfe, (byte) 0xff, 0, '{', 0, '}'},
                new byte[3])) {
            assertThat(home.admin
                            .upload(words[0], path(words[1]), "application/json", bytes)
                            .status())
                    .as(operation)
                    .isIn(400, 404, 429);
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyThatIsTooLargeIsRefused(String operation) {
        var words = operation.split(" ");
        var most = home.house.routes().stream()
                .filter(route ->
                        route.method().name().equals(words[0]) && route.path().equals(words[1]))
                .mapToInt(Route::maxBody)
                .findFirst()
                .orElseThrow();
        if (most <= 4_000_000) {
            var answer = home.admin.json(words[0], path(words[1]), "{\"x\":\"" + "y".repeat(most) + "\"}");
            assertThat(answer.status()).as(operation).isEqualTo(413);
        }
    }

    static Stream<Route<?, ?>> routes() {
        return home.house.routes().stream();
    }

    /// Every route with strange parts of its path, and every question with strange values.
    @ParameterizedTest
    @MethodSource("routes")
    void strangePathsAndQuestionsAreRefusedInWords(Route<?, ?> route) {
        var strange = List.of(
                "x",
                "%00",
                "%ED%A0%80",
                "%FF",
                "..%2F..",
                "%F0%9F%91%A8",
                "-1",
                "a".repeat(3_000),
                Ids.next().toUpperCase(Locale.ROOT));
        for (var part : strange) {
            if (route.path().contains("{") || route.path().contains("<")) {
                var path = route.path().replaceAll("[{<][a-zA-Z]+[}>]", part);
                good(
                        route.method() == Route.Method.GET
                                ? home.admin.get(path)
                                : home.admin.json(route.method().name(), path, "{}"),
                        path);
            }
            if (route.method() == Route.Method.GET && !route.path().matches(".*nearby|.*/signout")) {
                for (var name : List.of("limit", "before", "after", "at", "q", "run", "leaf", "archived", "refresh", "unknown")) {
                    var plain = path(route.path()).replace("<model>", "fake-1");
                    var path = plain + "?" + name + "=" + part + "&" + name + "=9223372036854775808";
                    good(home.admin.get(path), path);
                    good(home.admin.get(plain + "?" + name), path);
                }
            }
        }
    }

    static Stream<String> names() {
        return Stream.of(
                "👨‍👩‍👧‍👦.txt",
                "مرحبا بالعالم.txt",
                "\u202egpj.exe",
                "a\tb\nc.txt",
                "../../etc/passwd",
                "CON",
                "\"quoted\"; x=y.txt",
                "名".repeat(300));
    }

    @ParameterizedTest
    @MethodSource("names")
    void anyNameIsOneForAFileAndAChat(String name) {
        var query = URLEncoder.encode(name, UTF_8);
        var file = home.admin
                .upload("POST", "/api/files?name=" + query, "text/plain", "x".getBytes(UTF_8))
                .ok()
                .json();
        assertThat(file.get("name").asText()).isNotBlank().doesNotContain("/", "\n", "\u0000");
        var back = home.admin.get("/api/files/" + file.get("id").asText()).ok();
        assertThat(back.text()).isEqualTo("x");
        assertThat(back.header("Content-Disposition")).doesNotContain("\n").startsWith("attachment");
        var renamed = home.admin.patch("/api/chats/" + asked.chat(), Map.of("title", name));
        assertThat(renamed.status()).isIn(200, 400);
        if (renamed.status() == 200) {
            assertThat(home.admin.get("/api/chats/" + asked.chat()).json().get("title"))
                    .isEqualTo(renamed.json().get("title"));
        }
    }

    @Test
    void aQuestionOf900KilobytesIsAnswered() {
        var text = "long ".repeat(180_000);
        var sent = Home.ask(home.admin, text, "wide");
        assertThat(Home.ended(home.admin, sent).get("state").asText()).isEqualTo("done");
        assertThat(Home.text(Home.message(home.admin, sent.chat(), sent.question())))
                .isEqualTo(text);
    }

    @Test
    void aFileOfTwoMegabytesGoesInPiecesOnly() {
        var bytes = "line\n".repeat(400_000).getBytes(UTF_8);
        assertThat(home.admin
                        .upload("POST", "/api/files?name=big.txt", "text/plain", bytes)
                        .status())
                .isEqualTo(413);
        var begun = home.admin
                .post("/api/uploads", Map.of("name", "big.txt", "type", "text/plain", "size", bytes.length))
                .ok()
                .json();
        var path = "/api/uploads/" + begun.get("id").asText();
        var piece = begun.get("piece").asInt();
        for (var at : List.of("-1", "1", "x", "9223372036854775808", "99999999999")) {
            assertThat(home.admin
                            .upload("PUT", path + "?at=" + at, "text/plain", new byte[10])
                            .status())
                    .isIn(400, 409);
        }
        for (int at = 0; at < bytes.length; at += piece) {
            home.admin
                    .upload("PUT", path + "?at=" + at, "text/plain", Arrays.copyOfRange(bytes, at, Math.min(at + piece, bytes.length)))
                    .ok();
        }
        var file = home.admin.post(path + "/finish", "").ok().json();
        assertThat(home.admin.get("/api/files/" + file.get("id").asText()).ok().bytes())
                .isEqualTo(bytes);
    }

    /// The same id for a question and its reply, for two replies, for a chat and a message of it, or for what is there already.
    @Test
    void idsThatAreTakenAreRefused() {
        var id = Ids.next();
        var one = Home.question(id, null, "x", id, "fake-1");
        assertThat(home.admin
                        .post("/api/chats/" + Ids.next() + "/messages", one)
                        .status())
                .isIn(400, 409);
        var two = Home.question(Ids.next(), null, "x", id, "fake-1");
        two.put("replies", List.of(Map.of("id", id, "model", "fake-1"), Map.of("id", id, "model", "fake-1")));
        assertThat(home.admin
                        .post("/api/chats/" + Ids.next() + "/messages", two)
                        .status())
                .isIn(400, 409);
        var taken = Home.question(Ids.next(), null, "x", asked.reply(), "fake-1");
        assertThat(home.admin
                        .post("/api/chats/" + Ids.next() + "/messages", taken)
                        .status())
                .isIn(400, 409);
        var again = Map.of("id", asked.question(), "parent", asked.question(), "model", "fake-1");
        assertThat(home.admin
                        .post("/api/chats/" + asked.chat() + "/replies", again)
                        .status())
                .isIn(400, 404, 409);
        // a fork of that id is there already, which is what was asked for: it is answered as it stands
        var fork = Map.of("id", asked.chat(), "message", asked.question());
        assertThat(home.admin
                        .post("/api/chats/" + asked.chat() + "/fork", fork)
                        .ok()
                        .json()
                        .get("id")
                        .asText())
                .isEqualTo(asked.chat());
        assertThat(home.admin
                        .get("/api/chats/" + asked.chat() + "/messages")
                        .ok()
                        .json()
                        .get("messages"))
                .hasSizeGreaterThanOrEqualTo(2);
    }
}
