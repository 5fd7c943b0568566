package app.hearth.platform.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/// SQLite's native library, unpacked once into the data folder. Left alone the driver unpacks it at each start into the system's temporary
/// folder, compares the two, and looks for others that earlier processes left there.
final class SqliteLibrary {
    private static final Logger LOG = Logger.getLogger(SqliteLibrary.class.getName());
    private static final String PATH = "org.sqlite.lib.path";
    private static final String PREFIX = "sqlite-";

    /// Comes before the first connection. Where the folder can't be written, or the library not be loaded from it, the driver goes its own
    /// way.
    static void use(Path cache) {
        if (System.getProperty(PATH) == null) {
            try {
                System.setProperty(PATH, unpacked(cache).toString());
            } catch (IOException e) {
                LOG.log(Level.FINE, "SQLite's library is not kept in " + cache, e);
            }
        }
    }

    /// The folder that holds it, which it is unpacked into when it is not there.
    static Path unpacked(Path cache) throws IOException {
        var platform = OSInfo.getNativeLibFolderPathForCurrentOS().replace('/', '-');
        var folder = cache.resolve(PREFIX + SQLiteJDBCLoader.getVersion() + "-" + platform);
        var name = LibraryLoaderUtil.getNativeLibName();
        if (!Files.isRegularFile(folder.resolve(name))) {
            removeOthers(cache);
            unpack(name, Files.createDirectories(folder).resolve(name));
        }
        return folder;
    }

    /// Under another name first: a library that is there is whole.
    private static void unpack(String name, Path library) throws IOException {
        var part = library.resolveSibling(name + ".part");
        try (var in = SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (in == null) {
                throw new IOException("there is none for this platform");
            }
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Those of earlier versions.
    private static void removeOthers(Path cache) throws IOException {
        if (!Files.isDirectory(cache)) {
            return;
        }
        try (var folders = Files.newDirectoryStream(cache, PREFIX + "*")) {
            for (var folder : folders) {
                try (var files = Files.newDirectoryStream(folder)) {
                    for (var file : files) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }

    private SqliteLibrary() {}
}
