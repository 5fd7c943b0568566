package app.hearth.platform.http;

import app.hearth.platform.json.Json;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The OpenAPI 3.1 document of a route table, made from the records that go in and out. The page's types are generated from it.
///
/// In an answer every component stands; one that is boxed, `Optional` or `@Nullable` may be null. In a body those may be left out.
public final class OpenApi {
    private static final Pattern PART = Pattern.compile("\\{([a-zA-Z]+)}");

    private final TreeMap<String, JsonNode> schemas = new TreeMap<>();
    private final TreeMap<String, Class<?>> names = new TreeMap<>();
    private final ObjectNode paths = Json.object();

    public static ObjectNode of(List<Route<?, ?>> routes, String version) {
        var api = new OpenApi();
        routes.forEach(api::add);
        var document = Json.object().put("openapi", "3.1.0");
        document.putObject("info").put("title", "Hearth").put("version", version);
        document.set("paths", api.paths);
        var components = document.putObject("components");
        components.putObject("schemas").setAll(api.schemas);
        var security = components.putObject("securitySchemes");
        security.putObject("key").put("type", "http").put("scheme", "bearer");
        return document;
    }

    private void add(Route<?, ?> route) {
        var path = template(route.path());
        var operation =
                paths.withObjectProperty(path).putObject(route.method().name().toLowerCase(Locale.ROOT));
        operation.put("operationId", operationId(route));
        operation.put("x-access", route.access().name().toLowerCase(Locale.ROOT));
        if (route.access() != Access.PUBLIC) {
            operation
                    .putArray("security")
                    .addObject()
                    .putArray("key")
                    .add(route.scope().id());
        }
        parameters(operation, path);
        if (route.in() == byte[].class) {
            body(operation).putObject("application/octet-stream");
        } else if (route.in() != Void.class) {
            body(operation).putObject("application/json").set("schema", schema(route.in(), true));
        }
        var responses = operation.putObject("responses");
        if (route.out() == Void.class) {
            responses.putObject("204").put("description", "done");
        } else {
            var ok = responses.putObject(Integer.toString(route.status())).put("description", "the answer");
            if (route.out() != Reply.class) {
                ok.putObject("content").putObject("application/json").set("schema", schema(route.out(), false));
            }
        }
        responses
                .putObject("default")
                .put("description", "what went wrong")
                .putObject("content")
                .putObject("application/problem+json")
                .set("schema", schema(Problem.class, false));
    }

    private static ObjectNode body(ObjectNode operation) {
        return operation.putObject("requestBody").put("required", true).putObject("content");
    }

    /// OpenAPI knows no parameter that takes slashes in, which the router writes `<name>`.
    private static String template(String path) {
        return path.replace('<', '{').replace('>', '}');
    }

    private static String operationId(Route<?, ?> route) {
        return (route.method().name().toLowerCase(Locale.ROOT) + route.path())
                .replaceAll("[{}]", "")
                .replaceAll("[^a-zA-Z0-9]+", "_")
                .replaceAll("_$", "");
    }

    private static void parameters(ObjectNode operation, String path) {
        var found = PART.matcher(path);
        while (found.find()) {
            var parameter = operation.withArray("parameters").addObject();
            parameter.put("name", found.group(1)).put("in", "path").put("required", true);
            parameter.putObject("schema").put("type", "string");
        }
    }

    private ObjectNode schema(Type type, boolean body) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic, body);
        }
        if (!(type instanceof Class<?> plain)) {
            return Json.object();
        }
        if (plain.isRecord()) {
            return reference(plain, body);
        }
        if (plain.isEnum()) {
            var schema = Json.object().put("type", "string");
            var values = schema.putArray("enum");
            for (var constant : plain.getEnumConstants()) {
                values.add(Json.MAPPER.valueToTree(constant).asText());
            }
            return schema;
        }
        return simple(plain);
    }

    private static ObjectNode simple(Class<?> type) {
        if (type == String.class) {
            return Json.object().put("type", "string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Json.object().put("type", "boolean");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return Json.object().put("type", "integer");
        }
        if (type == double.class || type == Double.class || type == float.class || type == BigDecimal.class) {
            return Json.object().put("type", "number");
        }
        if (type == OptionalInt.class || type == OptionalLong.class) {
            return nullable(Json.object().put("type", "integer"));
        }
        if (type == OptionalDouble.class) {
            return nullable(Json.object().put("type", "number"));
        }
        if (type == ObjectNode.class) {
            return Json.object().put("type", "object").put("additionalProperties", true);
        }
        if (type == ArrayNode.class) {
            var schema = Json.object().put("type", "array");
            schema.putObject("items");
            return schema;
        }
        if (JsonNode.class.isAssignableFrom(type) || type == Object.class) {
            return Json.object(); // anything
        }
        throw new IllegalArgumentException("no schema for " + type + ": routes take and give records");
    }

    private ObjectNode generic(ParameterizedType type, boolean body) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return nullable(schema(arguments[0], body));
        }
        if (Collection.class.isAssignableFrom(raw)) {
            var schema = Json.object().put("type", "array");
            schema.set("items", schema(arguments[0], body));
            return schema;
        }
        if (Map.class.isAssignableFrom(raw)) {
            var schema = Json.object().put("type", "object");
            schema.set("additionalProperties", schema(arguments[1], body));
            return schema;
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private static ObjectNode nullable(ObjectNode schema) {
        var either = Json.object();
        either.putArray("anyOf").add(schema).addObject().put("type", "null");
        return either;
    }

    private ObjectNode reference(Class<?> type, boolean body) {
        var name = name(type, body);
        if (!schemas.containsKey(name)) {
            schemas.put(name, Json.object()); // a record may hold itself
            var schema = Json.object().put("type", "object");
            var properties = schema.putObject("properties");
            var required = schema.putArray("required");
            var sparse = isSparse(type);
            for (var component : type.getRecordComponents()) {
                if (component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)) {
                    schema.put("additionalProperties", true);
                    continue;
                }
                var key = key(component);
                var own = schema(component.getGenericType(), body);
                var mayBeNull = mayBeNull(component);
                properties.set(key, mayBeNull && !own.has("anyOf") && !own.isEmpty() ? nullable(own) : own);
                if (!body && !sparse || component.getType().isPrimitive()) {
                    required.add(key);
                }
            }
            schemas.put(name, schema);
        }
        return Json.object().put("$ref", "#/components/schemas/" + name);
    }

    /// Whether what is null is left out.
    private static boolean isSparse(Class<?> type) {
        var include = type.getAnnotation(JsonInclude.class);
        return include != null && include.value() == JsonInclude.Include.NON_NULL;
    }

    private static String key(RecordComponent component) {
        var renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
    }

    private static boolean mayBeNull(RecordComponent component) {
        var type = component.getType();
        return List.of(Boolean.class, Integer.class, Long.class, Double.class, BigDecimal.class, Optional.class)
                        .contains(type)
                || isNullable(component.getAnnotatedType());
    }

    private static boolean isNullable(AnnotatedElement element) {
        return element.isAnnotationPresent(Nullable.class);
    }

    /// The record's own name, with its room's before it where two rooms have one of that name; a body that is an answer too gets `In`.
    private String name(Class<?> type, boolean body) {
        var simple = type.getSimpleName() + (body ? "In" : "");
        var holder = names.putIfAbsent(simple, type);
        if (holder == null || holder == type) {
            return simple;
        }
        var room = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        var outer =
                type.getDeclaringClass() == null ? "" : type.getDeclaringClass().getSimpleName();
        var longer = Character.toUpperCase(room.charAt(0)) + room.substring(1) + outer + simple;
        names.put(longer, type);
        return longer;
    }
}
