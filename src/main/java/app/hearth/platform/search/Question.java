package app.hearth.platform.search;

import app.hearth.platform.search.Words.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/// What somebody looks for: all of the words, in any order; a “phrase” as it stands; the last word, while it is being typed, by its
/// beginning.
public final class Question {
    private static final Pattern PART = Pattern.compile("[\"“”「『]([^\"“”」』]*)(?:[\"“”」』]|$)|([^\\s\"“”「『]+)");
    /// Of a long run of characters this share of its pairs must be there, so that 上海天气 finds 上海的天气.
    private static final double SHARE_OF_PAIRS = 0.6;

    private static final int MOST_WORDS = 40;

    /// Words that stand in a row.
    private record Row(List<Word> words, boolean exact, boolean open) {
        boolean isRun() {
            return words.getFirst().ideographic();
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final Set<String> terms = new HashSet<>();
    private Optional<String> prefix = Optional.empty();

    private Question() {}

    /// Empty when there is no word in `text`.
    public static Optional<Question> of(String text) {
        var question = new Question();
        var typing = !text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1));
        var part = PART.matcher(text);
        while (part.find()) {
            if (part.group(1) != null) {
                question.phrase(part.group(1));
            } else {
                question.word(part.group(2), typing && part.end() == text.length());
            }
        }
        question.rows.forEach(question::remember);
        return question.rows.isEmpty() ? Optional.empty() : Optional.of(question);
    }

    private void phrase(String text) {
        var words = words(text);
        if (!words.isEmpty()) {
            rows.add(new Row(words, true, false));
        }
    }

    /// What is written without a space may change scripts within: GPT大模型 are two rows.
    private void word(String text, boolean open) {
        var words = words(text);
        for (int from = 0; from < words.size(); ) {
            int to = from + 1;
            while (to < words.size()
                    && words.get(to).ideographic() == words.get(from).ideographic()) {
                to++;
            }
            rows.add(new Row(words.subList(from, to), false, open && to == words.size()));
            from = to;
        }
    }

    /// The most telling word at each position.
    private static List<Word> words(String text) {
        var words = new ArrayList<Word>();
        Words.each(text, word -> {
            if (!words.isEmpty() && words.getLast().position() == word.position()) {
                words.removeLast();
            }
            if (words.size() < MOST_WORDS) {
                words.add(word);
            }
        });
        return words;
    }

    private void remember(Row row) {
        for (var word : row.words()) {
            // the last character of a run stands alone beside its pair, and would be found everywhere
            if (!word.ideographic() || row.words().size() == 1 || word.end() - word.start() > 1) {
                terms.add(word.term());
            }
        }
        if (row.open() && !row.isRun()) {
            prefix = Optional.of(row.words().getLast().term());
        }
    }

    /// Whether a word of a text is one that was asked for.
    boolean asksFor(String term) {
        return terms.contains(term) || prefix.isPresent() && term.startsWith(prefix.get());
    }

    Query in(String field) {
        var all = new BooleanQuery.Builder();
        for (var row : rows) {
            all.add(query(row, field), Occur.MUST);
        }
        return all.build();
    }

    private static Query query(Row row, String field) {
        var words = row.words();
        if (row.exact() || words.size() == 1 && !row.open()) {
            return inRow(words, field);
        }
        if (row.isRun()) {
            return run(words, field);
        }
        if (!row.open()) {
            return inRow(words, field);
        }
        var last = words.getLast().term();
        var typed = new BooleanQuery.Builder()
                .add(new BoostQuery(new TermQuery(new Term(field, last)), 2), Occur.SHOULD)
                .add(new PrefixQuery(new Term(field, last)), Occur.SHOULD)
                .build();
        if (words.size() == 1) {
            return typed;
        }
        return new BooleanQuery.Builder()
                .add(inRow(words.subList(0, words.size() - 1), field), Occur.MUST)
                .add(typed, Occur.MUST)
                .build();
    }

    private static Query inRow(List<Word> words, String field) {
        if (words.size() == 1) {
            return new TermQuery(new Term(field, words.getFirst().term()));
        }
        var phrase = new PhraseQuery.Builder();
        for (var word : words) {
            phrase.add(
                    new Term(field, word.term()),
                    word.position() - words.getFirst().position());
        }
        return phrase.build();
    }

    private static Query run(List<Word> words, String field) {
        var pairs = words.subList(0, Math.max(1, words.size() - 1));
        var whole = inRow(pairs, field);
        if (pairs.size() < 3) {
            return whole;
        }
        var most = new BooleanQuery.Builder().setMinimumNumberShouldMatch((int) Math.ceil(pairs.size() * SHARE_OF_PAIRS));
        for (var pair : pairs) {
            most.add(new TermQuery(new Term(field, pair.term())), Occur.SHOULD);
        }
        return new BooleanQuery.Builder()
                .add(most.build(), Occur.MUST)
                .add(new BoostQuery(whole, 3), Occur.SHOULD)
                .build();
    }
}
