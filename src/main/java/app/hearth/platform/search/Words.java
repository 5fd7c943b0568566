package app.hearth.platform.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/// What counts as a word, the same for texts and for questions. Case, width and accents are folded and traditional characters are read as
/// simplified. English words stand beside their stems. Chinese, which has no spaces, is kept as single characters and, at the same places,
/// as pairs: a run of characters is found inside any sentence as its pairs in a row.
final class Words extends Analyzer {
    /// Raise it when the words come out differently: every index is then made anew.
    static final int VERSION = 1;

    static final Words INSTANCE = new Words();

    /// One word of a text.
    ///
    /// @param position counted in words; several may stand at one
    /// @param ideographic a character or a pair of them
    record Word(String term, int position, int start, int end, boolean ideographic) {}

    @Override
    protected TokenStreamComponents createComponents(String field) {
        var source = new StandardTokenizer();
        var folded = new ICUFoldingFilter(new SimplifiedFilter(new EnglishPossessiveFilter(source)));
        var pairs = new CJKBigramFilter(folded, 0xff, true);
        return new TokenStreamComponents(source, new RemoveDuplicatesTokenFilter(new KStemFilter(new KeywordRepeatFilter(pairs))));
    }

    /// Hands over the words of `text` in their order; at one position the last one is the most telling: the stem, the pair.
    static void each(String text, Consumer<Word> consumer) {
        try (var stream = INSTANCE.tokenStream("", text)) {
            var term = stream.addAttribute(CharTermAttribute.class);
            var offset = stream.addAttribute(OffsetAttribute.class);
            var step = stream.addAttribute(PositionIncrementAttribute.class);
            var type = stream.addAttribute(TypeAttribute.class);
            int position = -1;
            stream.reset();
            while (stream.incrementToken()) {
                position += step.getPositionIncrement();
                var ideographic = type.type().equals(CJKBigramFilter.DOUBLE_TYPE)
                        || type.type().equals(CJKBigramFilter.SINGLE_TYPE);
                consumer.accept(new Word(term.toString(), position, offset.startOffset(), offset.endOffset(), ideographic));
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a String does not fail
        }
    }
}
