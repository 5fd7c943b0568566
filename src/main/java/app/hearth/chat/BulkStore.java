package app.hearth.chat;

import app.hearth.platform.db.Db;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// One change of many chats at once, in one transaction. Chats that are not the user's, or no longer there, stay out of it.
public final class BulkStore {
    private final Db db;

    public BulkStore(Db db) {
        this.db = db;
    }

    /// Puts them into a folder, or with none out of theirs. 404 for a folder that is not there.
    int move(String user, Collection<String> ids, Optional<String> folder, long now) {
        return change(user, ids, now, (handle, own) -> {
            folder.ifPresent(id -> FolderStore.require(handle, user, id));
            handle.createUpdate("update chat set folder_id = :folder, folder_before = null where user_id = :user and id in (<ids>)")
                    .bind("folder", folder.orElse(null))
                    .bind("user", user)
                    .bindList("ids", own)
                    .execute();
            ChangeStore.add(handle, user, ChangeStore.Kind.FOLDERS, "", now);
        });
    }

    int tag(String user, Collection<String> ids, Map<String, String> tags, long now) {
        return change(user, ids, now, (handle, own) -> own.forEach(chat -> TagStore.add(handle, user, chat, tags)));
    }

    int untag(String user, Collection<String> ids, Map<String, String> tags, long now) {
        return change(
                user,
                ids,
                now,
                (handle, own) -> handle.createUpdate(
                                "delete from chat_tag where user_id = :user and chat_id in (<ids>) and key in (<keys>)")
                        .bind("user", user)
                        .bindList("ids", own)
                        .bindList("keys", List.copyOf(tags.keySet()))
                        .execute());
    }

    int archive(String user, Collection<String> ids, boolean archived, long now) {
        return set(user, ids, "archived = :value", archived ? 1 : 0, now);
    }

    int pin(String user, Collection<String> ids, boolean pinned, long now) {
        return set(user, ids, "pinned = :value", pinned ? 1 : 0, now);
    }

    /// `now` tells them apart from others in the trash ([ChatStore#restoreAll]).
    int trash(String user, Collection<String> ids, long now) {
        return set(user, ids, "deleted_at = :value", now, now);
    }

    private int set(String user, Collection<String> ids, String set, long value, long now) {
        return change(
                user,
                ids,
                now,
                (handle, own) -> handle.createUpdate("update chat set " + set + " where user_id = :user and id in (<ids>)")
                        .bind("value", value)
                        .bind("user", user)
                        .bindList("ids", own)
                        .execute());
    }

    /// The runs that are being made in these chats.
    List<String> running(String user, Collection<String> chats) {
        return db.read(handle -> handle.createQuery("select id from run where user_id = :user and state = 'running' and chat_id in (<ids>)")
                .bind("user", user)
                .bindList("ids", List.copyOf(chats))
                .mapTo(String.class)
                .list());
    }

    private interface Work {
        void on(Handle handle, List<String> own);
    }

    private int change(String user, Collection<String> ids, long now, Work work) {
        return db.transaction(handle -> {
            var own = handle.createQuery("select id from chat where user_id = :user and deleted_at is null and id in (<ids>) order by id")
                    .bind("user", user)
                    .bindList("ids", List.copyOf(ids))
                    .mapTo(String.class)
                    .list();
            if (!own.isEmpty()) {
                work.on(handle, own);
                ChangeStore.add(handle, user, ChangeStore.Kind.CHATS, "", now);
            }
            return own.size();
        });
    }
}
