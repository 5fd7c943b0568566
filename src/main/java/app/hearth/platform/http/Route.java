package app.hearth.platform.http;

/// One line of the route table: method, path, who may, what comes in, what goes out.
///
/// @param in the body's record, or `Void` when there is none
/// @param out the answer's record, or `Void` for 204
public record Route<I, O>(Method method, String path, Access access, Class<I> in, Class<O> out, Action<I, O> action) {
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /// What a route does. `in` is null where the route takes no body.
    @FunctionalInterface
    public interface Action<I, O> {
        O call(Call call, I in);
    }

    /// A route that takes no body.
    @FunctionalInterface
    public interface Query<O> {
        O call(Call call);
    }

    public static <O> Route<Void, O> get(String path, Access access, Class<O> out, Query<O> query) {
        return new Route<>(Method.GET, path, access, Void.class, out, (call, none) -> query.call(call));
    }

    public static <I, O> Route<I, O> post(String path, Access access, Class<I> in, Class<O> out, Action<I, O> action) {
        return new Route<>(Method.POST, path, access, in, out, action);
    }
}
