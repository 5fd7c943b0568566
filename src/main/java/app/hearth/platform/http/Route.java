package app.hearth.platform.http;

import java.util.Objects;

/// One line of the route table: method, path, who may, what comes in, what goes out.
///
/// @param path with `{name}` for a part that varies
/// @param in the body's record, `Void` when there is none, `byte[]` for the body as it came
/// @param out the answer's record, `Void` for 204, [Reply] for anything that is not JSON
/// @param status of an answer that is a record
/// @param scope what an API key needs to be allowed
/// @param maxBody bytes; our own page sends more than 900 kB in pieces, since the usual nginx caps bodies at 1 MB
public record Route<I, O>(
        Method method, String path, Access access, Class<I> in, Class<O> out, int status, Scope scope, int maxBody, Action<I, O> action) {
    public static final int USUAL_BODY = 1_000_000;

    /// A route without a rule can't be built.
    public Route {
        Objects.requireNonNull(access, () -> path + " does not say who may call it");
        Objects.requireNonNull(scope, () -> path + " does not say what an API key needs");
        Objects.requireNonNull(method, path);
        Objects.requireNonNull(in, path);
        Objects.requireNonNull(out, path);
        Objects.requireNonNull(action, path);
        if (!path.startsWith("/") || maxBody < 1) {
            throw new IllegalArgumentException(path);
        }
    }

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

    /// A route that takes and answers nothing.
    @FunctionalInterface
    public interface Order {
        void call(Call call);
    }

    public static <O> Route<Void, O> get(String path, Access access, Class<O> out, Query<O> query) {
        return make(Method.GET, path, access, Void.class, out, (call, none) -> query.call(call));
    }

    public static <I, O> Route<I, O> post(String path, Access access, Class<I> in, Class<O> out, Action<I, O> action) {
        return make(Method.POST, path, access, in, out, action);
    }

    public static Route<Void, Void> post(String path, Access access, Order order) {
        return make(Method.POST, path, access, Void.class, Void.class, silent(order));
    }

    public static <I, O> Route<I, O> put(String path, Access access, Class<I> in, Class<O> out, Action<I, O> action) {
        return make(Method.PUT, path, access, in, out, action);
    }

    public static <I, O> Route<I, O> patch(String path, Access access, Class<I> in, Class<O> out, Action<I, O> action) {
        return make(Method.PATCH, path, access, in, out, action);
    }

    public static Route<Void, Void> delete(String path, Access access, Order order) {
        return make(Method.DELETE, path, access, Void.class, Void.class, silent(order));
    }

    public static <I, O> Route<I, O> delete(String path, Access access, Class<I> in, Class<O> out, Action<I, O> action) {
        return make(Method.DELETE, path, access, in, out, action);
    }

    /// The same for another use of an API key than the usual [Scope#CHATS], or [Scope#ADMIN] for administrators' routes.
    public Route<I, O> scope(Scope other) {
        return new Route<>(method, path, access, in, out, status, other, maxBody, action);
    }

    /// The same answering 202: what was asked for goes on after the answer.
    public Route<I, O> accepted() {
        return new Route<>(method, path, access, in, out, 202, scope, maxBody, action);
    }

    public Route<I, O> maxBody(int bytes) {
        return new Route<>(method, path, access, in, out, status, scope, bytes, action);
    }

    private static Action<Void, Void> silent(Order order) {
        return (call, none) -> {
            order.call(call);
            return none;
        };
    }

    private static <I, O> Route<I, O> make(Method method, String path, Access access, Class<I> in, Class<O> out, Action<I, O> action) {
        return new Route<>(method, path, access, in, out, 200, access == Access.ADMIN ? Scope.ADMIN : Scope.CHATS, USUAL_BODY, action);
    }
}
