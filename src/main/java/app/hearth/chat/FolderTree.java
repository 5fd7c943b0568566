package app.hearth.chat;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All of one person's folders and how they stand in one another: what may stand where.
final class FolderTree {
    static final int MOST = 500;
    static final int DEEPEST = 5;

    /// @param parent empty: it stands in none
    record Node(String id, Optional<String> parent, String name) {}

    private final Map<String, Node> nodes = new LinkedHashMap<>();

    /// @param all neighbours in their order
    FolderTree(List<Node> all) {
        all.forEach(node -> nodes.put(node.id, node));
    }

    boolean has(String id) {
        return nodes.containsKey(id);
    }

    Node node(String id) {
        return nodes.get(id);
    }

    List<String> children(Optional<String> parent) {
        return nodes.values().stream()
                .filter(node -> node.parent.equals(parent))
                .map(Node::id)
                .toList();
    }

    /// A folder and all below it.
    List<String> withAllBelow(String id) {
        var all = new ArrayList<>(List.of(id));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(children(Optional.of(all.get(i))));
        }
        return all;
    }

    /// All folders of these names, with those below.
    List<String> below(List<Operators.Wanted> names) {
        return nodes.values().stream()
                .filter(node -> names.stream().anyMatch(name -> name.fits(node.name)))
                .flatMap(node -> withAllBelow(node.id).stream())
                .distinct()
                .toList();
    }

    void checkRoom() {
        if (nodes.size() >= MOST) {
            throw new HearthException(ErrorCode.TOO_MANY_FOLDERS, Map.of("limit", Integer.toString(MOST)));
        }
    }

    /// 404 for a parent that is not there, 409 when it stands below `id` itself or too deep for a folder with `height` levels.
    void checkPlace(String id, Optional<String> parent, int height) {
        var depth = height;
        for (var above = parent; above.isPresent(); above = nodes.get(above.get()).parent) {
            if (!has(above.get())) {
                throw new HearthException(ErrorCode.NOT_FOUND);
            }
            if (above.get().equals(id)) {
                throw new HearthException(ErrorCode.FOLDER_IN_ITSELF, Map.of("name", nodes.get(id).name));
            }
            depth++;
        }
        if (depth > DEEPEST) {
            throw new HearthException(ErrorCode.FOLDER_TOO_DEEP, Map.of("limit", Integer.toString(DEEPEST)));
        }
    }

    /// Levels of a folder and what is below it; 1 when nothing is.
    int height(String id) {
        return 1
                + children(Optional.of(id)).stream()
                        .mapToInt(this::height)
                        .max()
                        .orElse(0);
    }
}
