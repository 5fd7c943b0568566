package app.hearth.chat;

import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Folders in SQL. The owner stands in every query; another's folder does not exist. A removed one is kept as long as a deleted chat, so
/// that it can be brought back with what stood in it.
public final class FolderStore {
    private static final Duration TRASH = Duration.ofDays(30);
    private static final int SLICE = 500;
    private static final String WHOLE = """
        select id, parent_id, name, system_prompt, model, position, created_at, updated_at
          from folder
         where id = :id and user_id = :user and deleted_at is null
        """;

    private final Db db;

    public FolderStore(Db db) {
        this.db = db;
    }

    /// A folder in the list.
    ///
    /// @param chats that stand in it itself and are not archived
    /// @param unread whether a reply in one of them was not seen yet
    /// @param running whether a reply is being made in one of them
    record FolderRow(
            String id,
            Optional<String> parent,
            String name,
            Optional<String> model,
            boolean systemPrompt,
            int position,
            int chats,
            boolean unread,
            boolean running) {}

    /// All of the user's, neighbours in their order.
    List<FolderRow> all(String user) {
        return db.read(handle -> {
            var running = running(handle, user);
            return handle.createQuery("""
                select f.id, f.parent_id, f.name, f.model, f.system_prompt is not null as prompted, f.position,
                       coalesce(c.chats, 0) as chats, coalesce(c.unread, 0) as unread
                  from folder f
                  left join (select folder_id, count(*) as chats, sum(case when updated_at > read_at then 1 else 0 end) as unread
                               from chat
                              where user_id = :user and folder_id is not null and archived = 0 and deleted_at is null
                              group by folder_id) c on c.folder_id = f.id
                 where f.user_id = :user and f.deleted_at is null
                 order by f.position, f.id
                """)
                    .bind("user", user)
                    .map((rs, context) -> new FolderRow(
                            rs.getString("id"),
                            Optional.ofNullable(rs.getString("parent_id")),
                            rs.getString("name"),
                            Optional.ofNullable(rs.getString("model")),
                            rs.getBoolean("prompted"),
                            rs.getInt("position"),
                            rs.getInt("chats"),
                            rs.getInt("unread") > 0,
                            running.contains(rs.getString("id"))))
                    .list();
        });
    }

    private static Set<String> running(Handle handle, String user) {
        return new HashSet<>(
                handle.createQuery("""
                    select c.folder_id
                      from run r cross join chat c
                     where c.id = r.chat_id and r.state = 'running' and r.user_id = :user and c.user_id = :user and c.folder_id is not null
                    """).bind("user", user).mapTo(String.class).list());
    }

    Optional<Folder> find(String user, String id) {
        return db.read(handle -> find(handle, user, id));
    }

    private static Optional<Folder> find(Handle handle, String user, String id) {
        return handle.createQuery(WHOLE)
                .bind("id", id)
                .bind("user", user)
                .map((rs, context) -> folder(rs))
                .findOne();
    }

    /// What the chats in this folder get from it, or from the nearest around it that has it.
    public Folder.Defaults defaults(String user, Optional<String> folder) {
        if (folder.isEmpty()) {
            return Folder.Defaults.NONE;
        }
        var upwards = db.read(handle -> handle.createQuery("""
            with recursive up (id, parent_id, system_prompt, model, step) as (
                select id, parent_id, system_prompt, model, 0 from folder where id = :id and user_id = :user and deleted_at is null
                union all
                select f.id, f.parent_id, f.system_prompt, f.model, up.step + 1
                  from up join folder f on f.id = up.parent_id
                 where f.user_id = :user and up.step < :deepest)
            select system_prompt, model from up order by step
            """)
                .bind("id", folder.get())
                .bind("user", user)
                .bind("deepest", FolderTree.DEEPEST)
                .map((rs, context) ->
                        new Folder.Defaults(Optional.ofNullable(rs.getString("system_prompt")), Optional.ofNullable(rs.getString("model"))))
                .list());
        return new Folder.Defaults(
                upwards.stream().flatMap(one -> one.systemPrompt().stream()).findFirst(),
                upwards.stream().flatMap(one -> one.model().stream()).findFirst());
    }

    static FolderTree tree(Handle handle, String user) {
        return new FolderTree(handle.createQuery(
                        "select id, parent_id, name from folder where user_id = :user and deleted_at is null order by position, id")
                .bind("user", user)
                .map((rs, context) ->
                        new FolderTree.Node(rs.getString("id"), Optional.ofNullable(rs.getString("parent_id")), rs.getString("name")))
                .list());
    }

    /// Makes it, at the end where no position is given. The same again for an id that made one before; 409 when it is taken by anything
    /// else.
    Folder create(String user, Folder folder, Optional<Integer> position, long now) {
        return db.transaction(handle -> {
            lock(handle, user);
            var before = find(handle, user, folder.id());
            if (before.isPresent()) {
                return before.get();
            }
            var tree = tree(handle, user);
            tree.checkPlace(folder.id(), folder.parent(), 1);
            tree.checkRoom();
            var added = handle.createUpdate("""
                insert into folder (id, user_id, parent_id, name, system_prompt, model, position, created_at, updated_at)
                values (:id, :user, :parent, :name, :prompt, :model, 0, :now, :now)
                on conflict (id) do nothing
                """)
                    .bind("id", folder.id())
                    .bind("user", user)
                    .bind("parent", folder.parent().orElse(null))
                    .bind("name", folder.name())
                    .bind("prompt", folder.systemPrompt().orElse(null))
                    .bind("model", folder.model().orElse(null))
                    .bind("now", now)
                    .execute();
            if (added == 0) {
                throw new HearthException(ErrorCode.CONFLICT);
            }
            place(handle, user, tree.children(folder.parent()), List.of(folder.id()), position);
            return changed(handle, user, folder.id(), now);
        });
    }

    /// What may be changed; empty fields stay. An inner empty one is taken away.
    record Patch(
            Optional<String> name,
            Optional<Optional<String>> parent,
            Optional<Integer> position,
            Optional<Optional<String>> systemPrompt,
            Optional<Optional<String>> model) {}

    Optional<Folder> update(String user, String id, Patch patch, long now) {
        return db.transaction(handle -> {
            lock(handle, user);
            var before = find(handle, user, id);
            if (before.isEmpty()) {
                return before;
            }
            var parent = patch.parent.orElse(before.get().parent());
            var tree = tree(handle, user);
            tree.checkPlace(id, parent, tree.height(id));
            handle.createUpdate("""
                update folder
                   set parent_id = :parent, parent_before = case when :moved = 1 then null else parent_before end,
                       name = :name, system_prompt = :prompt, model = :model, updated_at = :now
                 where id = :id and user_id = :user
                """)
                    .bind("parent", parent.orElse(null))
                    .bind("moved", patch.parent.isPresent() ? 1 : 0)
                    .bind("name", patch.name.orElse(before.get().name()))
                    .bind(
                            "prompt",
                            patch.systemPrompt
                                    .orElse(before.get().systemPrompt())
                                    .orElse(null))
                    .bind("model", patch.model.orElse(before.get().model()).orElse(null))
                    .bind("now", now)
                    .bind("id", id)
                    .bind("user", user)
                    .execute();
            if (patch.position.isPresent() || !parent.equals(before.get().parent())) {
                place(handle, user, without(tree.children(parent), List.of(id)), List.of(id), patch.position);
            }
            return Optional.of(changed(handle, user, id, now));
        });
    }

    /// Takes the folder away. Its chats and folders move up to where it stood, which is noted to bring them back. With very many chats a
    /// few hundred a transaction, the folder with the last ones, so that nobody waits long behind it. False when there is none.
    boolean remove(String user, String id, long now) {
        for (int moved = SLICE; moved == SLICE; ) {
            moved = db.<Integer>transaction(handle -> {
                lock(handle, user);
                var folder = find(handle, user, id);
                if (folder.isEmpty()) {
                    return -1;
                }
                var parent = folder.get().parent();
                var count = handle.createUpdate("""
                    update chat set folder_id = :parent, folder_before = :id
                     where id in (select id from chat where folder_id = :id and user_id = :user limit :slice)
                    """)
                        .bind("parent", parent.orElse(null))
                        .bind("id", id)
                        .bind("user", user)
                        .bind("slice", SLICE)
                        .execute();
                if (count < SLICE) {
                    removeEmptied(handle, user, folder.get(), now);
                }
                ChangeStore.add(handle, user, ChangeStore.Kind.FOLDERS, "", now);
                return count;
            });
            if (moved < 0) {
                return false;
            }
        }
        return true;
    }

    private static void removeEmptied(Handle handle, String user, Folder folder, long now) {
        var tree = tree(handle, user);
        var inner = tree.children(Optional.of(folder.id()));
        var neighbours = tree.children(folder.parent());
        handle.createUpdate("update folder set parent_id = :parent, parent_before = :id where parent_id = :id and user_id = :user")
                .bind("parent", folder.parent().orElse(null))
                .bind("id", folder.id())
                .bind("user", user)
                .execute();
        handle.createUpdate("update folder set deleted_at = :now where id = :id and user_id = :user")
                .bind("now", now)
                .bind("id", folder.id())
                .bind("user", user)
                .execute();
        place(handle, user, without(neighbours, List.of(folder.id())), inner, Optional.of(neighbours.indexOf(folder.id())));
    }

    /// Brings a removed folder back, with those of its chats and folders that nobody has moved since. Empty when there is none.
    Optional<Folder> restore(String user, String id, long now) {
        var folder = db.transaction(handle -> restored(handle, user, id, now));
        for (int moved = SLICE; folder.isPresent() && moved == SLICE; ) {
            moved = db.<Integer>transaction(handle -> {
                var count = handle.createUpdate("""
                    update chat set folder_id = :id, folder_before = null
                     where id in (select c.id from chat c join folder f on f.id = :id and f.user_id = :user and f.deleted_at is null
                                   where c.folder_before = :id and c.user_id = :user limit :slice)
                    """)
                        .bind("id", id)
                        .bind("user", user)
                        .bind("slice", SLICE)
                        .execute();
                if (count > 0) {
                    ChangeStore.add(handle, user, ChangeStore.Kind.FOLDERS, "", now);
                }
                return count;
            });
        }
        return folder;
    }

    private static Optional<Folder> restored(Handle handle, String user, String id, long now) {
        lock(handle, user);
        var there = find(handle, user, id);
        if (there.isPresent()) {
            return there;
        }
        var removed = handle.createQuery(WHOLE.replace("deleted_at is null", "deleted_at is not null"))
                .bind("id", id)
                .bind("user", user)
                .map((rs, context) -> folder(rs))
                .findOne();
        if (removed.isEmpty()) {
            return removed;
        }
        var parent = removed.get().parent();
        var tree = tree(handle, user);
        var inner = handle.createQuery(
                        "select id from folder where parent_before = :id and user_id = :user and deleted_at is null order by position, id")
                .bind("id", id)
                .bind("user", user)
                .mapTo(String.class)
                .list();
        tree.checkRoom();
        tree.checkPlace(
                id, parent, 1 + inner.stream().mapToInt(tree::height).max().orElse(0));
        handle.createUpdate("update folder set deleted_at = null, updated_at = :now where id = :id and user_id = :user")
                .bind("now", now)
                .bind("id", id)
                .bind("user", user)
                .execute();
        handle.createUpdate("update folder set parent_id = :id, parent_before = null where parent_before = :id and user_id = :user")
                .bind("id", id)
                .bind("user", user)
                .execute();
        place(
                handle,
                user,
                without(tree.children(parent), inner),
                List.of(id),
                Optional.of(removed.get().position()));
        place(handle, user, List.of(), inner, Optional.empty());
        return Optional.of(changed(handle, user, id, now));
    }

    /// Forgets a few of those that were removed 30 days ago: true when more may be left.
    public boolean purge(long now) {
        return db.<Integer>transaction(handle -> handle.createUpdate(
                                "delete from folder where id in (select id from folder where deleted_at < :old limit 50)")
                        .bind("old", now - TRASH.toMillis())
                        .execute())
                == 50;
    }

    // ---- parts of other transactions

    /// 404 unless it is there and the user's.
    static void require(Handle handle, String user, String id) {
        find(handle, user, id).orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }

    /// Where a chat that is begun in this folder stands: one that was removed while the message waited to be sent stands for the folder
    /// around it.
    public static Optional<String> standing(Handle handle, String user, String id) {
        record Found(Optional<String> parent, boolean there) {}
        var found = handle.createQuery("select parent_id, deleted_at from folder where id = :id and user_id = :user")
                .bind("id", id)
                .bind("user", user)
                .map((rs, context) -> new Found(Optional.ofNullable(rs.getString("parent_id")), rs.getObject("deleted_at") == null))
                .findOne()
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
        return found.there ? Optional.of(id) : found.parent;
    }

    /// One change of a person's folders after another, where the engine would let two run at once: each of them may be right and both
    /// together a circle.
    private static void lock(Handle handle, String user) {
        handle.createUpdate("update account set active_at = active_at where id = :user")
                .bind("user", user)
                .execute();
    }

    private static Folder changed(Handle handle, String user, String id, long now) {
        ChangeStore.add(handle, user, ChangeStore.Kind.FOLDERS, "", now);
        return find(handle, user, id).orElseThrow();
    }

    private static List<String> without(List<String> all, List<String> some) {
        return all.stream().filter(id -> !some.contains(id)).toList();
    }

    /// Numbers neighbours anew, with `some` among them.
    private static void place(Handle handle, String user, List<String> others, List<String> some, Optional<Integer> position) {
        var order = new ArrayList<>(others);
        order.addAll(Math.clamp(position.orElse(order.size()), 0, order.size()), some);
        for (int i = 0; i < order.size(); i++) {
            handle.createUpdate("update folder set position = :i where id = :id and user_id = :user and position <> :i")
                    .bind("i", i)
                    .bind("id", order.get(i))
                    .bind("user", user)
                    .execute();
        }
    }

    private static Folder folder(ResultSet rs) throws SQLException {
        return new Folder(
                rs.getString("id"),
                Optional.ofNullable(rs.getString("parent_id")),
                rs.getString("name"),
                Optional.ofNullable(rs.getString("system_prompt")),
                Optional.ofNullable(rs.getString("model")),
                rs.getInt("position"),
                rs.getLong("created_at"),
                rs.getLong("updated_at"));
    }
}
