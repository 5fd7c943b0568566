package app.hearth.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which methods a path takes, to tell a wrong method from a wrong address.
final class Paths {
    private record Line(Pattern path, Route.Method method) {}

    private final List<Line> lines = new ArrayList<>();

    Paths(List<Route<?, ?>> routes) {
        for (var route : routes) {
            var pattern = new StringBuilder();
            for (var part : route.path().split("/")) {
                if (!part.isEmpty()) {
                    pattern.append('/').append(part.startsWith("{") ? "[^/]+" : part.startsWith("<") ? ".+" : Pattern.quote(part));
                }
            }
            lines.add(new Line(Pattern.compile(pattern + "/?"), route.method()));
        }
    }

    /// As for an `Allow` header; empty when no route has this path.
    String methods(String path) {
        var methods = new TreeSet<String>();
        for (var line : lines) {
            if (line.path.matcher(path).matches()) {
                methods.add(line.method.name());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }
}
