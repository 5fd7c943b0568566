package app.hearth.chat.exchange;

import app.hearth.chat.Chat;
import app.hearth.chat.LiveReplies;
import app.hearth.chat.Message;
import app.hearth.chat.MessageRow;
import app.hearth.chat.MessageStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chat on its way out: which of its messages go, and the messages themselves a slice at a time.
final class Exported {
    private static final int SLICE = 50;

    private final String user;
    private final Chat chat;
    private final MessageStore messages;
    private final LiveReplies live;
    private final List<ExportStore.Node> nodes;

    /// @param nodes parents before children
    private Exported(String user, Chat chat, MessageStore messages, LiveReplies live, List<ExportStore.Node> nodes) {
        this.user = user;
        this.chat = chat;
        this.messages = messages;
        this.live = live;
        this.nodes = nodes;
    }

    /// Of a chat as it stands now.
    static Exported of(String user, Chat chat, List<ExportStore.Node> tree, boolean shownOnly, MessageStore messages, LiveReplies live) {
        return new Exported(user, chat, messages, live, shownOnly ? shown(tree, chat.leaf()) : tree);
    }

    Chat chat() {
        return chat;
    }

    List<ExportStore.Node> nodes() {
        return nodes;
    }

    /// What is written for one message.
    interface Each {
        void write(MessageRow row) throws IOException;
    }

    /// Goes through the messages in this order; one that was deleted in the meantime is passed by. A reply that is still being made is cut
    /// where it stands.
    void forEach(List<String> order, Each each) throws IOException {
        for (int from = 0; from < order.size(); from += SLICE) {
            var slice = order.subList(from, Math.min(order.size(), from + SLICE));
            var byId = new HashMap<String, MessageRow>();
            messages.findAll(user, chat.id(), slice).forEach(row -> byId.put(row.id(), row));
            for (var id : slice) {
                if (byId.containsKey(id)) {
                    each.write(ended(byId.get(id)));
                }
            }
        }
    }

    private MessageRow ended(MessageRow stored) {
        if (!stored.isRunning()) {
            return stored;
        }
        var now = live.now(stored).map(LiveReplies.Snapshot::row).orElse(stored);
        return now.isRunning() ? now.with(Message.State.INTERRUPTED, now.parts(), now.stats(), Optional.empty(), false) : now;
    }

    List<String> inOrder() {
        return nodes.stream().map(ExportStore.Node::id).toList();
    }

    /// For people who read from top to bottom: each branch to its end, then the next one.
    List<String> branchAfterBranch() {
        var children = children();
        var order = new ArrayList<String>();
        var stack = new ArrayList<>(children.getOrDefault("", List.of()).reversed());
        while (!stack.isEmpty()) {
            var id = stack.removeLast();
            order.add(id);
            stack.addAll(children.getOrDefault(id, List.of()).reversed());
        }
        return order;
    }

    Map<String, List<String>> children() {
        var children = new HashMap<String, List<String>>();
        for (var node : nodes) {
            children.computeIfAbsent(node.parent(), parent -> new ArrayList<>()).add(node.id());
        }
        return children;
    }

    private static List<ExportStore.Node> shown(List<ExportStore.Node> tree, Optional<String> leaf) {
        var byId = new HashMap<String, ExportStore.Node>();
        tree.forEach(node -> byId.put(node.id(), node));
        var path = new ArrayList<ExportStore.Node>();
        for (var node = byId.get(leaf.orElse("")); node != null; node = byId.remove(node.parent())) {
            path.add(node);
        }
        Collections.reverse(path);
        return path;
    }
}
