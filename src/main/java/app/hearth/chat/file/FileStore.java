package app.hearth.chat.file;

import app.hearth.chat.file.HouseFiles.Stored;
import app.hearth.platform.db.Db;
import app.hearth.platform.http.Principal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// Files and uploads in SQL.
public final class FileStore {
    private final Db db;

    public FileStore(Db db) {
        this.db = db;
    }

    /// @param size what was announced, in bytes
    record Upload(String id, String name, String type, long size, long received) {}

    /// What a user has announced and not finished.
    record Unfinished(int uploads, long bytes) {}

    /// Adds the file and, in the same transaction, forgets the upload that it came by (whose id it then has).
    void add(Principal who, Stored file, long now) {
        db.write(handle -> {
            handle.createUpdate("""
                insert into file (id, user_id, hash, name, mime, size, width, height, created_at)
                values (:id, :user, :hash, :name, :mime, :size, :width, :height, :now)
                """)
                    .bind("id", file.id())
                    .bind("user", who.user())
                    .bind("hash", file.hash())
                    .bind("name", file.name())
                    .bind("mime", file.type())
                    .bind("size", file.size())
                    .bind("width", file.width())
                    .bind("height", file.height())
                    .bind("now", now)
                    .execute();
            deleteUpload(handle, who, file.id());
        });
    }

    Optional<Stored> find(Principal who, String id) {
        return db.read(handle -> handle.createQuery("""
            select id, hash, name, mime, size, width, height from file where id = :id and user_id = :user
            """)
                .bind("id", id)
                .bind("user", who.user())
                .map((rs, context) -> stored(rs))
                .findOne());
    }

    private static Stored stored(ResultSet rs) throws SQLException {
        var type = rs.getString("mime");
        return new Stored(
                rs.getString("id"),
                rs.getString("hash"),
                rs.getString("name"),
                type,
                rs.getLong("size"),
                (Integer) rs.getObject("width"),
                (Integer) rs.getObject("height"),
                type.startsWith("image/") ? HouseFiles.Kind.IMAGE : HouseFiles.Kind.TEXT);
    }

    Unfinished unfinished(Principal who) {
        return db.read(handle -> handle.createQuery(
                        "select count(*) as uploads, coalesce(sum(size), 0) as bytes from upload where user_id = :user")
                .bind("user", who.user())
                .map((rs, context) -> new Unfinished(rs.getInt("uploads"), rs.getLong("bytes")))
                .one());
    }

    /// Opens an upload, unless the user then has more unfinished ones than the limits allow.
    boolean begin(Principal who, Upload upload, int mostUploads, long mostBytes, long now) {
        return db.transaction(handle -> handle.createUpdate("""
            insert into upload (id, user_id, name, mime, size, received, created_at)
            select :id, :user, :name, :mime, :size, 0, :now
              from (select count(*) as uploads, coalesce(sum(size), 0) as bytes from upload where user_id = :user) as open_now
             where open_now.uploads + 1 <= :mostUploads and open_now.bytes + :size <= :mostBytes
            """)
                        .bind("id", upload.id())
                        .bind("user", who.user())
                        .bind("name", upload.name())
                        .bind("mime", upload.type())
                        .bind("size", upload.size())
                        .bind("mostUploads", mostUploads)
                        .bind("mostBytes", mostBytes)
                        .bind("now", now)
                        .execute()
                == 1);
    }

    Optional<Upload> upload(Principal who, String id) {
        return db.read(handle -> handle.createQuery("select id, name, mime, size, received from upload where id = :id and user_id = :user")
                .bind("id", id)
                .bind("user", who.user())
                .map((rs, context) -> new Upload(
                        rs.getString("id"), rs.getString("name"), rs.getString("mime"), rs.getLong("size"), rs.getLong("received")))
                .findOne());
    }

    /// Counts a piece in; false when another one came first.
    boolean received(Principal who, String id, long at, long length) {
        return db.transaction(handle -> handle.createUpdate("""
            update upload set received = received + :length where id = :id and user_id = :user and received = :at
            """)
                        .bind("id", id)
                        .bind("user", who.user())
                        .bind("at", at)
                        .bind("length", length)
                        .execute()
                == 1);
    }

    void drop(Principal who, String id) {
        db.write(handle -> deleteUpload(handle, who, id));
    }

    private static void deleteUpload(Handle handle, Principal who, String id) {
        handle.createUpdate("delete from upload where id = :id and user_id = :user")
                .bind("id", id)
                .bind("user", who.user())
                .execute();
    }

    /// Housekeeping, for no principal: forgets uploads opened before `before`.
    void dropOld(long before) {
        db.write(handle -> handle.createUpdate("delete from upload where created_at < :before")
                .bind("before", before)
                .execute());
    }

    /// Housekeeping: which of these uploads still exist, whoever has them.
    Set<String> openUploads(List<String> ids) {
        return present("select id from upload where id in (<values>)", ids);
    }

    /// Housekeeping: which of these hashes any file has.
    Set<String> usedHashes(List<String> hashes) {
        return present("select distinct hash from file where hash in (<values>)", hashes);
    }

    private Set<String> present(String query, List<String> values) {
        if (values.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(db.<List<String>>read(handle -> handle.createQuery(query)
                .bindList("values", values)
                .mapTo(String.class)
                .list()));
    }
}
