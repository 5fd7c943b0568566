package app.hearth.chat.exchange;

import app.hearth.chat.ChangeStore;
import app.hearth.chat.ChatStore;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import app.hearth.chat.Params;
import app.hearth.chat.Thinking;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Imported chats in SQL: many small ones in one transaction, a long one in slices while it lies in the trash, as a fork does. The search
/// reads a chat that becomes visible by its own change, and what is added to one that was there by the messages'.
public final class ImportStore {
    /// Messages of one transaction.
    static final int SLICE = 500;
    /// Messages added one by one to a chat that others may be writing in.
    private static final int SMALL_SLICE = 100;

    private final Db db;

    public ImportStore(Db db) {
        this.db = db;
    }

    /// @param titled whether the source has a title; else a made one may replace it
    record NewChat(
            String id,
            String title,
            boolean titled,
            Optional<String> model,
            Params params,
            Optional<Thinking> thinking,
            String leaf,
            boolean pinned,
            boolean archived,
            long createdAt,
            long updatedAt) {}

    /// @param place among its siblings
    record Placed(MessageRow row, int place) {}

    record Whole(NewChat chat, List<Placed> messages) {}

    /// Which of these chats the user has, and whether each is visible (else it lies in the trash).
    Map<String, Boolean> known(String user, Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return db.read(handle -> {
            var known = new HashMap<String, Boolean>();
            handle.createQuery("select id, deleted_at from chat where user_id = :user and id in (<ids>)")
                    .bind("user", user)
                    .bindList("ids", List.copyOf(ids))
                    .map((rs, context) -> Map.entry(rs.getString("id"), rs.getObject("deleted_at") == null))
                    .forEach(chat -> known.put(chat.getKey(), chat.getValue()));
            return known;
        });
    }

    /// The ids of the chat's messages, also of one in the trash.
    Set<String> messages(String user, String chat) {
        return new HashSet<>(db.<List<String>>read(handle -> handle.createQuery("""
            select m.id from message m join chat c on c.id = m.chat_id and c.user_id = :user where m.chat_id = :chat
            """)
                .bind("user", user)
                .bind("chat", chat)
                .mapTo(String.class)
                .list()));
    }

    /// The last message that the chat shows.
    Optional<String> leaf(String user, String chat) {
        return db.read(handle -> handle.createQuery("select leaf from chat where id = :chat and user_id = :user and leaf is not null")
                .bind("user", user)
                .bind("chat", chat)
                .mapTo(String.class)
                .findOne());
    }

    /// Adds whole chats in one transaction; returns those that were added. One whose id is taken is passed by.
    List<NewChat> add(String user, List<Whole> chats, long now) {
        return db.transaction(handle -> {
            var added = new ArrayList<NewChat>();
            var messages = new ArrayList<Placed>();
            for (var whole : chats) {
                if (open(handle, user, whole.chat, Optional.empty())) {
                    added.add(whole.chat);
                    messages.addAll(whole.messages);
                    ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, whole.chat.id, now);
                }
            }
            insert(handle, messages);
            return added;
        });
    }

    /// The same for one long chat, in several transactions. It can be seen when it is whole.
    boolean addLong(String user, Whole whole, long now) {
        if (!db.<Boolean>transaction(handle -> open(handle, user, whole.chat, Optional.of(now)))) {
            return false;
        }
        for (int from = 0; from < whole.messages.size(); from += SLICE) {
            var slice = whole.messages.subList(from, Math.min(whole.messages.size(), from + SLICE));
            db.write(handle -> {
                hold(handle, user, whole.chat.id);
                insert(handle, slice);
            });
        }
        settle(user, whole.chat.id, Optional.empty(), whole.chat.updatedAt, now);
        return true;
    }

    /// Adds to a chat what it does not have yet; returns how many messages came.
    int grow(String user, String chat, List<MessageRow> rows, long now) {
        var added = 0;
        for (int from = 0; from < rows.size(); from += SMALL_SLICE) {
            var slice = rows.subList(from, Math.min(rows.size(), from + SMALL_SLICE));
            added += db.<Integer>transaction(handle -> {
                hold(handle, user, chat);
                var count = 0;
                for (var row : slice) {
                    if (!MessageStore.exists(handle, row.id())) {
                        MessageStore.add(handle, row);
                        ChangeStore.add(handle, user, ChangeStore.Kind.MESSAGE, row.id(), now);
                        count++;
                    }
                }
                return count;
            });
        }
        return added;
    }

    /// Makes a chat visible as it now is.
    ///
    /// @param leaf shown from now on; empty: as before
    void settle(String user, String chat, Optional<String> leaf, long updatedAt, long now) {
        db.write(handle -> {
            handle.createUpdate("""
                update chat
                   set deleted_at = null, leaf = coalesce(:leaf, leaf),
                       read_at = case when read_at >= updated_at and :at > read_at then :at else read_at end,
                       updated_at = case when :at > updated_at then :at else updated_at end
                 where id = :id and user_id = :user
                """)
                    .bind("leaf", leaf.orElse(null))
                    .bind("at", updatedAt)
                    .bind("id", chat)
                    .bind("user", user)
                    .execute();
            ChangeStore.add(handle, user, ChangeStore.Kind.CHAT, chat, now);
        });
    }

    private static boolean open(Handle handle, String user, NewChat chat, Optional<Long> deletedAt) {
        return handle.createUpdate("""
            insert into chat (id, user_id, title, titled, model, params, thinking, leaf, pinned, archived, read_at, created_at, updated_at,
                              deleted_at)
            values (:id, :user, :title, :titled, :model, :params, :thinking, :leaf, :pinned, :archived, :updatedAt, :createdAt, :updatedAt,
                    :deletedAt)
            on conflict (id) do nothing
            """)
                        .bind("id", chat.id)
                        .bind("user", user)
                        .bind("title", chat.title)
                        .bind("titled", chat.titled ? 1 : 0)
                        .bind("model", chat.model.orElse(null))
                        .bind("params", Json.write(chat.params))
                        .bind("thinking", chat.thinking.map(Json::write).orElse(null))
                        .bind("leaf", chat.leaf.isEmpty() ? null : chat.leaf)
                        .bind("pinned", chat.pinned ? 1 : 0)
                        .bind("archived", chat.archived ? 1 : 0)
                        .bind("createdAt", chat.createdAt)
                        .bind("updatedAt", chat.updatedAt)
                        .bind("deletedAt", deletedAt.orElse(null))
                        .execute()
                > 0;
    }

    private static void insert(Handle handle, List<Placed> messages) {
        if (messages.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("""
            insert into message (id, chat_id, parent_id, position, place, column_no, role, state, model, model_name, parts, stats, error,
                                 created_at, edited_at)
            values (:id, :chat, :parent, :position, :place, :column, :role, :state, :model, :modelName, :parts, :stats, :error, :createdAt,
                    :editedAt)
            on conflict (id) do nothing
            """);
        for (var placed : messages) {
            var row = placed.row;
            batch.bind("id", row.id())
                    .bind("chat", row.chat())
                    .bind("parent", row.parent())
                    .bind("position", row.position())
                    .bind("place", placed.place)
                    .bind("column", row.column())
                    .bind("role", row.role().id())
                    .bind("state", row.state().id())
                    .bind("model", row.model().orElse(null))
                    .bind("modelName", row.modelName().orElse(null))
                    .bind("parts", Json.write(row.parts()))
                    .bind("stats", row.stats().map(Json::write).orElse(null))
                    .bind("error", row.error().map(Json::write).orElse(null))
                    .bind("createdAt", row.createdAt())
                    .bind("editedAt", row.editedAt().orElse(null))
                    .add();
        }
        batch.execute();
    }

    /// Takes the chat's row lock; 404 when it is not the user's (any more).
    private static void hold(Handle handle, String user, String chat) {
        ChatStore.lock(handle, chat);
        handle.createQuery("select 1 from chat where id = :id and user_id = :user")
                .bind("id", chat)
                .bind("user", user)
                .mapTo(Integer.class)
                .findOne()
                .orElseThrow(() -> new HearthException(ErrorCode.NOT_FOUND));
    }
}
