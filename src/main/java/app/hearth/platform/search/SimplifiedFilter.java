package app.hearth.platform.search;

import com.ibm.icu.text.Transliterator;
import java.io.IOException;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Reads traditional Chinese characters as simplified ones, one by one, by a table made once from ICU's rules (which would take longer per
/// word than all the rest).
final class SimplifiedFilter extends TokenFilter {
    private static final char FIRST = '\u3400';
    private static final char LAST = '\u9fff';
    private static final char[] TABLE = table();

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    SimplifiedFilter(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!input.incrementToken()) {
            return false;
        }
        var text = term.buffer();
        for (int i = 0; i < term.length(); i++) {
            if (text[i] >= FIRST && text[i] <= LAST) {
                text[i] = TABLE[text[i] - FIRST];
            }
        }
        return true;
    }

    private static char[] table() {
        var rules = Transliterator.getInstance("Traditional-Simplified");
        var sources = rules.getSourceSet();
        var table = new char[LAST - FIRST + 1];
        for (char c = FIRST; c <= LAST; c++) {
            var simple = sources.contains(c) ? rules.transliterate(String.valueOf(c)) : "";
            table[c - FIRST] = simple.length() == 1 ? simple.charAt(0) : c;
        }
        return table;
    }
}
