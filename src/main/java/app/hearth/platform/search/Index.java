package app.hearth.platform.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

/// A full-text index on disk. It only ever holds what SQL holds too: whoever feeds it stores with each commit how far it got ([#mark()]),
/// goes on from there after a crash, and makes it anew when it is lost or broken. What it finds is a proposal, to be authorised by SQL.
///
/// Safe for use by several threads. Its calls take CPU time: they belong on a pool's thread.
public final class Index implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Index.class.getName());
    /// Lucene warns at each start that a preview module, which we do not use, is off.
    private static final Logger VECTORS = Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    private static final double BUFFER_MB = 8;
    private static final float TITLE_BOOST = 3;
    private static final float RECENT_BOOST = 1;
    private static final long HALF_AS_RECENT_MILLIS = 90L * 24 * 3_600 * 1_000;
    private static final String VERSION = "words";

    private static final String ID = "id";
    private static final String GROUP = "group";
    private static final String OWNER = "owner";
    private static final String AT = "at";
    private static final String TITLE = "title";
    private static final String TEXT = "text";

    static {
        VECTORS.setLevel(Level.SEVERE);
    }

    private final Path folder;
    private FSDirectory directory;
    private IndexWriter writer;
    private SearcherManager searchers;

    public Index(Path folder) {
        this.folder = folder;
    }

    /// What can be found.
    ///
    /// @param group what goes together and is removed together, such as a chat
    /// @param owner whose searches find it
    /// @param title counts more than `text`; either may be empty
    public record Doc(String id, String group, String owner, long at, String title, String text) {}

    /// Something found, best first.
    public record Hit(String id, String group) {}

    /// Opens it, which comes before everything else; one that is broken or of another version is emptied, which its empty [#mark()] tells.
    public synchronized void open() {
        try {
            tryOpen();
            if (!mark().getOrDefault(VERSION, "").equals(Integer.toString(Words.VERSION)) && !mark().isEmpty()) {
                clear();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "the search index can't be read and is made anew", e);
            shut();
            wipe();
            try {
                tryOpen();
            } catch (IOException second) {
                throw new UncheckedIOException(second);
            }
        }
    }

    private void tryOpen() throws IOException {
        directory = FSDirectory.open(Files.createDirectories(folder));
        var config = new IndexWriterConfig(Words.INSTANCE);
        config.setRAMBufferSizeMB(BUFFER_MB);
        config.setMergeScheduler(new SerialMergeScheduler());
        config.setCommitOnClose(false);
        writer = new IndexWriter(directory, config);
        searchers = new SearcherManager(writer, new SearcherFactory());
    }

    private void wipe() {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts over from the last commit, dropping what came after it; with `empty`, from nothing.
    public synchronized void reopen(boolean empty) {
        shut();
        if (empty) {
            wipe();
        }
        open();
    }

    /// Reads everything and throws when a bit has changed since it was written.
    public void verify() {
        with(searcher -> {
            for (var leaf : searcher.getIndexReader().leaves()) {
                leaf.reader().checkIntegrity();
            }
            return true;
        });
    }

    /// What was stored with the last commit.
    public synchronized Map<String, String> mark() {
        var mark = new HashMap<String, String>();
        var data = writer.getLiveCommitData();
        if (data != null) {
            data.forEach(entry -> mark.put(entry.getKey(), entry.getValue()));
        }
        return mark;
    }

    /// Puts all changes on disk, together with `mark`.
    public synchronized void commit(Map<String, String> mark) {
        var whole = new HashMap<>(mark);
        whole.put(VERSION, Integer.toString(Words.VERSION));
        change(() -> {
            writer.setLiveCommitData(whole.entrySet());
            return writer.commit();
        });
    }

    /// Adds documents, each in the place of the one with its id. Found after the next [#refresh()].
    public synchronized void put(Collection<Doc> docs) {
        change(() -> {
            for (var doc : docs) {
                writer.updateDocument(new Term(ID, doc.id()), document(doc));
            }
            return 0L;
        });
    }

    private static Document document(Doc doc) {
        var document = new Document();
        document.add(new StringField(ID, doc.id(), Field.Store.YES));
        document.add(new StringField(GROUP, doc.group(), Field.Store.YES));
        document.add(new StringField(OWNER, doc.owner(), Field.Store.NO));
        document.add(new LongField(AT, doc.at(), Field.Store.NO));
        document.add(new TextField(TITLE, doc.title(), Field.Store.NO));
        document.add(new TextField(TEXT, doc.text(), Field.Store.NO));
        return document;
    }

    public synchronized void remove(Collection<String> ids) {
        change(() ->
                writer.deleteDocuments(ids.stream().map(id -> new Term(ID, id)).toArray(Term[]::new)));
    }

    public synchronized void removeGroup(String group) {
        change(() -> writer.deleteDocuments(new Term(GROUP, group)));
    }

    public synchronized void removeOwner(String owner) {
        change(() -> writer.deleteDocuments(new Term(OWNER, owner)));
    }

    /// Removes everything, the mark too.
    public synchronized void clear() {
        change(() -> {
            writer.deleteAll();
            writer.setLiveCommitData(Map.<String, String>of().entrySet());
            return writer.commit();
        });
        refresh();
    }

    /// Lets searches see what was changed so far.
    public void refresh() {
        try {
            current().maybeRefreshBlocking();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Which of these documents are there, as of the last [#refresh()].
    public Set<String> present(Collection<String> ids) {
        return with(searcher -> {
            var found = new LinkedHashSet<String>();
            for (var id : ids) {
                if (searcher.count(new TermQuery(new Term(ID, id))) > 0) {
                    found.add(id);
                }
            }
            return found;
        });
    }

    /// All owners of documents, perhaps some whose documents were removed lately.
    public List<String> owners() {
        return with(searcher -> {
            var owners = new ArrayList<String>();
            var terms = MultiTerms.getTerms(searcher.getIndexReader(), OWNER);
            if (terms != null) {
                var all = terms.iterator();
                for (var owner = all.next(); owner != null; owner = all.next()) {
                    owners.add(owner.utf8ToString());
                }
            }
            return owners;
        });
    }

    public int size() {
        return with(searcher -> searcher.getIndexReader().numDocs());
    }

    /// The owner's documents that answer the question, best first; recent ones a little better.
    ///
    /// @param now epoch milliseconds
    public List<Hit> search(Question question, String owner, long now, int limit) {
        return with(searcher -> {
            var query = query(question, owner, now);
            var hits = new ArrayList<Hit>();
            var fields = searcher.storedFields();
            for (var found : searcher.search(query, limit).scoreDocs) {
                var document = fields.document(found.doc);
                hits.add(new Hit(document.get(ID), document.get(GROUP)));
            }
            return hits;
        });
    }

    private static Query query(Question question, String owner, long now) {
        var wanted = new BooleanQuery.Builder()
                .add(new BoostQuery(question.in(TITLE), TITLE_BOOST), Occur.SHOULD)
                .add(question.in(TEXT), Occur.SHOULD)
                .build();
        return new BooleanQuery.Builder()
                .add(wanted, Occur.MUST)
                .add(new TermQuery(new Term(OWNER, owner)), Occur.FILTER)
                .add(LongField.newDistanceFeatureQuery(AT, RECENT_BOOST, now, HALF_AS_RECENT_MILLIS), Occur.SHOULD)
                .build();
    }

    private interface Look<T> {
        T at(IndexSearcher searcher) throws IOException;
    }

    private <T> T with(Look<T> look) {
        try {
            var manager = current();
            var searcher = manager.acquire();
            try {
                return look.at(searcher);
            } finally {
                manager.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized SearcherManager current() {
        return searchers;
    }

    private interface Change {
        long make() throws IOException;
    }

    private static void change(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Closes without a commit: what was not committed is fed again.
    private void shut() {
        IOUtils.closeWhileHandlingException(searchers, writer, directory);
        searchers = null;
        writer = null;
        directory = null;
    }

    @Override
    public synchronized void close() {
        shut();
    }
}
