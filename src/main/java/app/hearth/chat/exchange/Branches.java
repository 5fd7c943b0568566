package app.hearth.chat.exchange;

import app.hearth.chat.Message;
import app.hearth.chat.Part;
import app.hearth.chat.Stats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A foreign tree made ours. Elsewhere a reply may be a chain of nodes (thoughts, a call of a tool, its result, the answer) and hidden
/// nodes
/// stand between; here it is one message below its question. Where a chain parts, each of its ends is a reply of its own.
///
/// @param leaf key of the message shown last; empty: the newest
record Branches(List<SourceMessage> messages, String leaf) {
    private static final long MOST_TEXT = 2L * JsonTrees.MOST_TEXT;

    enum Voice {
        USER,
        /// A model, or a tool that it used.
        ASSISTANT,
        HIDDEN
    }

    /// @param parent key; of a node that is not there: a root
    /// @param at 0 when unknown
    record Node(
            String key,
            String parent,
            Voice voice,
            List<Part> parts,
            Optional<String> model,
            boolean ended,
            Optional<Stats> stats,
            long at,
            int column) {
        static Node hidden(String key, String parent) {
            return new Node(key, parent, Voice.HIDDEN, List.of(), Optional.empty(), true, Optional.empty(), 0, 0);
        }
    }

    /// A visible node in its place.
    ///
    /// @param before the visible node above; null at a root
    private record Placed(Node node, Placed before) {
        boolean isReply() {
            return node.voice == Voice.ASSISTANT;
        }

        /// The nodes of the chain that ends here.
        List<Node> chain() {
            var chain = new ArrayList<Node>();
            for (var at = this; at != null && (at == this || at.isReply() && isReply()); at = at.before) {
                chain.add(at.node);
            }
            return chain.reversed();
        }

        /// What the chain that ends here follows.
        Placed question() {
            var at = before;
            while (isReply() && at != null && at.isReply()) {
                at = at.before;
            }
            return at;
        }
    }

    /// @param nodes in the order in which siblings shall stand; what hangs in a circle is not reached
    /// @param current key of the node shown last; empty when the file does not say
    static Branches of(LinkedHashMap<String, Node> nodes, String current) throws Unusable {
        var placed = placed(nodes);
        var replyBelow = new HashSet<String>();
        var questionBelow = new HashSet<String>();
        for (var one : placed) {
            if (one.before != null) {
                (one.isReply() ? replyBelow : questionBelow).add(one.before.node.key);
            }
        }
        var length = 0L;
        var messages = new LinkedHashMap<String, SourceMessage>();
        for (var one : placed) {
            var isInner = one.isReply()
                    && replyBelow.contains(one.node.key)
                    && !questionBelow.contains(one.node.key)
                    && !one.node.key.equals(current);
            if (!isInner) {
                length += add(messages, one, questionBelow.contains(one.node.key) || replyBelow.contains(one.node.key));
            }
            if (length > MOST_TEXT) { // each end of a chain that parts again and again has the whole of its beginning
                throw new Unusable(Left.TOO_LARGE);
            }
        }
        return new Branches(List.copyOf(messages.values()), leaf(nodes, messages, current));
    }

    /// All visible nodes, each after the one above it.
    private static List<Placed> placed(LinkedHashMap<String, Node> nodes) {
        var children = new HashMap<String, List<Node>>();
        var roots = new ArrayList<Node>();
        for (var node : nodes.values()) {
            if (nodes.containsKey(node.parent)) {
                children.computeIfAbsent(node.parent, parent -> new ArrayList<>())
                        .add(node);
            } else {
                roots.add(node);
            }
        }
        record Step(Node node, Placed above) {}
        var steps = new ArrayDeque<Step>();
        roots.reversed().forEach(root -> steps.push(new Step(root, null)));
        var placed = new ArrayList<Placed>();
        while (!steps.isEmpty()) {
            var step = steps.pop();
            var above = step.above;
            if (step.node.voice != Voice.HIDDEN) {
                above = new Placed(step.node, step.above);
                placed.add(above);
            }
            for (var child : children.getOrDefault(step.node.key, List.of()).reversed()) {
                steps.push(new Step(child, above));
            }
        }
        return placed;
    }

    /// @return how many characters the message has
    private static long add(Map<String, SourceMessage> messages, Placed one, boolean isNeeded) {
        var chain = one.chain();
        var parts = joined(chain);
        if (parts.isEmpty() && !isNeeded) {
            return 0; // a reply without a word that nothing follows
        }
        var question = one.question();
        var parent = question == null ? null : messages.get(question.node.key);
        var last = chain.getLast();
        messages.put(
                last.key,
                new SourceMessage(
                        last.key,
                        parent == null ? "" : parent.key(),
                        parent == null ? 0 : parent.position() + 1,
                        last.column,
                        one.isReply() ? Message.Role.ASSISTANT : Message.Role.USER,
                        last.ended ? Message.State.DONE : Message.State.INTERRUPTED,
                        one.isReply() ? model(chain) : Optional.empty(),
                        one.isReply() ? model(chain) : Optional.empty(),
                        one.isReply() || !parts.isEmpty() ? parts : List.of(Part.text("")),
                        last.stats,
                        Optional.empty(),
                        chain.stream()
                                .mapToLong(Node::at)
                                .filter(at -> at > 0)
                                .findFirst()
                                .orElse(parent == null ? 0 : parent.createdAt()),
                        Optional.empty()));
        return parts.stream()
                .mapToLong(part -> part.text() == null ? 0 : part.text().length())
                .sum();
    }

    private static Optional<String> model(List<Node> chain) {
        return chain.reversed().stream().flatMap(node -> node.model.stream()).findFirst();
    }

    /// Texts that follow one another are one text.
    private static List<Part> joined(List<Node> chain) {
        var parts = new ArrayList<Part>();
        for (var node : chain) {
            for (var part : node.parts) {
                var last = parts.isEmpty() ? null : parts.getLast();
                if (last != null && last.type().equals(part.type()) && part.is(Part.TEXT)) {
                    parts.set(parts.size() - 1, Part.text(last.text() + "\n\n" + part.text()));
                } else if (last != null && last.type().equals(part.type()) && part.is(Part.REASONING)) {
                    parts.set(parts.size() - 1, Part.reasoning(last.text() + "\n\n" + part.text(), last.ms()));
                } else {
                    parts.add(part);
                }
            }
        }
        return parts;
    }

    private static String leaf(Map<String, Node> nodes, Map<String, SourceMessage> messages, String current) {
        var steps = 0;
        for (var at = nodes.get(current); at != null && steps++ < nodes.size(); at = nodes.get(at.parent)) {
            if (messages.containsKey(at.key)) {
                return at.key;
            }
        }
        return newest(List.copyOf(messages.values()));
    }

    /// The key of the newest message; of several the last one.
    static String newest(List<SourceMessage> messages) {
        return messages.reversed().stream()
                .max(Comparator.comparing(SourceMessage::createdAt))
                .map(SourceMessage::key)
                .orElse("");
    }
}
