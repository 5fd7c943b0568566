package app.hearth.account;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.http.Access;
import app.hearth.platform.http.Call;
import app.hearth.platform.http.Principal;
import app.hearth.platform.http.Route;
import app.hearth.platform.id.Ids;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The people of the house, as administrators manage them. Their chats are nobody's business but theirs: there is no route to them.
final class Users {
    private final AccountStore store;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Clock clock;

    Users(AccountStore store, Sessions sessions, Passwords passwords, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.passwords = passwords;
        this.clock = clock;
    }

    /// @param activeAt when one of the account's sessions was last used, to the minute
    public record User(String id, String name, String email, String role, boolean founder, long createdAt, long activeAt) {}

    /// @param next what `after` takes for the next page
    public record UserList(List<User> users, int total, Optional<String> next) {}

    public record NewUser(String name, String email, String password, String role) {}

    /// What is null stays.
    public record UserChange(String role, String name, String email, String password) {}

    List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/api/admin/users", Access.ADMIN, UserList.class, this::list),
                Route.post("/api/admin/users", Access.ADMIN, NewUser.class, User.class, this::add),
                Route.patch("/api/admin/users/{user}", Access.ADMIN, UserChange.class, User.class, this::change),
                Route.delete("/api/admin/users/{user}", Access.ADMIN, this::remove));
    }

    private UserList list(Call call) {
        var text = call.query("q").orElse("");
        var role = call.query("role").map(Form::role).orElse("");
        var limit = (int) call.query("limit", 50, 1, 200);
        var after = call.query("after").orElse("0.");
        if (!after.matches("[0-9]{1,18}\\.[^.]*")) {
            throw HearthException.invalid("after", "unknown");
        }
        var dot = after.indexOf('.');
        var users = store.list(text, role, Long.parseLong(after.substring(0, dot)), after.substring(dot + 1), limit + 1);
        var page = users.subList(0, Math.min(limit, users.size()));
        var next = users.size() > limit
                ? Optional.of(page.getLast().createdAt() + "." + page.getLast().id())
                : Optional.<String>empty();
        return new UserList(List.copyOf(page), store.count(text, role), next);
    }

    private User add(Call call, NewUser form) {
        return add(form);
    }

    User add(NewUser form) {
        var email = Form.email(form.email());
        var name = Form.name(form.name(), Form.nameIn(email));
        var role = Form.role(form.role() == null ? "user" : form.role());
        Passwords.check(form.password(), email, name);
        var id = Ids.next();
        store.add(id, email, name, passwords.hash(form.password()), role, true, clock.millis());
        return find(id);
    }

    /// Another role or password ends the person's sessions at once. Being approved does not: the page that waits for it goes on.
    private User change(Call call, UserChange change) {
        var who = call.principal();
        var user = find(call.id("user"));
        refuseFounder(who, user);
        var role = change.role() == null ? user.role() : Form.role(change.role());
        if (user.founder() && !role.equals("admin")) {
            throw new HearthException(ErrorCode.PRIMARY_ADMIN);
        }
        var email = change.email() == null ? user.email() : Form.email(change.email());
        var name = change.name() == null ? user.name() : Form.short100("name", change.name());
        if (change.password() != null) {
            Passwords.check(change.password(), email, name);
        }
        store.update(user.id(), name, email, role, clock.millis());
        if (change.password() != null) {
            store.setPassword(user.id(), passwords.hash(change.password()));
        }
        var isOther = !role.equals(user.role()) && !user.role().equals("pending");
        if (isOther || change.password() != null) {
            if (who.user().equals(user.id())) {
                sessions.endOthers(who);
            } else {
                sessions.endAll(user.id());
            }
        }
        if (isOther && role.equals("pending")) {
            sessions.tellShutOut(user.id());
        }
        return find(user.id());
    }

    private void remove(Call call) {
        var user = find(call.id("user"));
        if (user.founder()) {
            throw new HearthException(ErrorCode.PRIMARY_ADMIN);
        }
        store.remove(user.id());
        sessions.tellShutOut(user.id());
    }

    /// The first administrator's account is changed by its owner only; otherwise any other administrator could take the house.
    private static void refuseFounder(Principal who, User user) {
        if (user.founder() && !who.user().equals(user.id())) {
            throw new HearthException(ErrorCode.PRIMARY_ADMIN);
        }
    }

    private User find(String id) {
        return store.find(id).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }
}
