import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Lays out Java sources as palantir-java-format does, at 140 columns: `Format write|check FOLDER...`. `check` names the files that are not
/// laid out and exits with 1.
final class Format {
    private static final int COLUMNS = 140;

    private static int wrong;

    public static void main(String[] args) throws Exception {
        var write = args[0].equals("write");
        var formatter = Formatter.createFormatter(options());
        for (var folder : List.of(args).subList(1, args.length)) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (var file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                    format(formatter, file, write);
                }
            }
        }
        System.exit(wrong > 0 ? 1 : 0);
    }

    /// The style's columns are not an option of the library, so they are set in its style.
    private static JavaFormatterOptions options() throws ReflectiveOperationException {
        var style = JavaFormatterOptions.Style.PALANTIR;
        var columns = JavaFormatterOptions.Style.class.getDeclaredField("maxLineLength");
        columns.setAccessible(true);
        columns.setInt(style, COLUMNS);
        return JavaFormatterOptions.builder().style(style).build();
    }

    private static void format(Formatter formatter, Path file, boolean write) throws IOException {
        var before = Files.readString(file);
        try {
            var after = formatter.formatSourceAndFixImports(before);
            if (!after.equals(before)) {
                if (write) {
                    Files.writeString(file, after);
                } else {
                    wrong++;
                    System.out.println(file + " is not laid out: run ./hearth format");
                }
            }
        } catch (FormatterException e) {
            wrong++;
            System.out.println(file + ": " + e.getMessage());
        }
    }
}
