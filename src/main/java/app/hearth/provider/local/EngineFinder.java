package app.hearth.provider.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds `llama-server`: by setting, on the PATH, in the data folder.
final class EngineFinder {
    private static final String NAME = "llama-server";
    private static final int DEPTH = 4;

    static Optional<Path> find(LocalOptions options, String path) {
        return options.engine()
                .filter(Files::isExecutable)
                .or(() -> onPath(path))
                .or(() -> below(options.engines()));
    }

    private static Optional<Path> onPath(String path) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, NAME))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<Path> below(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (var files = Files.find(folder, DEPTH, (file, is) -> is.isRegularFile() && file.endsWith(NAME))) {
            return files.filter(Files::isExecutable).sorted().findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EngineFinder() {}
}
