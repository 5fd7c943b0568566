package app.hearth.chat.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads a text file whose encoding nobody told: strict decoders in the order in which a wrong guess is least likely, and a count of common
/// characters where two of them accept the same bytes (GB18030 and Big5).
final class TextDecoding {
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final Charset BIG5 = Charset.forName("Big5");
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /// The text without its byte order mark; empty when the bytes are no text.
    static Optional<String> decode(byte[] bytes) {
        return marked(bytes)
                .or(() -> startsWith(bytes, '%', 'P', 'D', 'F', '-') ? Optional.of("\0") : Optional.empty())
                .or(() -> strict(bytes, StandardCharsets.UTF_8).filter(TextDecoding::isText))
                .or(() -> unmarkedUtf16(bytes))
                .or(() -> chinese(bytes))
                .or(() -> western(bytes))
                .filter(TextDecoding::isText);
    }

    private static Optional<String> marked(byte[] b) {
        if (startsWith(b, 0xef, 0xbb, 0xbf)) {
            return broken(strict(b, StandardCharsets.UTF_8));
        }
        if (startsWith(b, 0xff, 0xfe, 0, 0)) {
            return broken(strict(b, Charset.forName("UTF-32LE")));
        }
        if (startsWith(b, 0xff, 0xfe)) {
            return broken(strict(b, StandardCharsets.UTF_16LE));
        }
        return startsWith(b, 0xfe, 0xff) ? broken(strict(b, StandardCharsets.UTF_16BE)) : Optional.empty();
    }

    /// A file that names its encoding and breaks it is no text; what stands for that is refused at the end.
    private static Optional<String> broken(Optional<String> text) {
        return Optional.of(
                text.map(t -> t.startsWith("\ufeff") ? t.substring(1) : t).orElse("\0"));
    }

    private static Optional<String> unmarkedUtf16(byte[] bytes) {
        if (bytes.length % 2 != 0) {
            return Optional.empty();
        }
        var little = strict(bytes, StandardCharsets.UTF_16LE).filter(TextDecoding::isText);
        var big = strict(bytes, StandardCharsets.UTF_16BE).filter(TextDecoding::isText);
        var littleShare = little.map(TextDecoding::commonShare).orElse(0.0);
        var bigShare = big.map(TextDecoding::commonShare).orElse(0.0);
        var best = littleShare >= bigShare ? little : big;
        // bytes of another encoding, taken in pairs, make rare characters and no line ends or spaces
        var spaced = best.filter(t -> t.chars().anyMatch(c -> c == ' ' || c == '\n' || c == '，' || c == '。'));
        return Math.max(littleShare, bigShare) > 0.95 ? spaced : Optional.empty();
    }

    /// Characters that everyday Western and Chinese text is made of.
    private static double commonShare(String text) {
        var common = text.chars()
                .filter(c -> c >= 0x20 && c < 0x250
                        || c == '\n'
                        || c == '\r'
                        || c == '\t'
                        || c >= 0x2010 && c <= 0x2027
                        || c >= 0x3000 && c <= 0x30ff
                        || c >= 0x4e00 && c <= 0x9fa5
                        || c >= 0xff01 && c <= 0xff5e)
                .count();
        return text.isEmpty() ? 0 : (double) common / text.length();
    }

    private static Optional<String> chinese(byte[] bytes) {
        var gb = strict(bytes, GB18030).filter(TextDecoding::isText);
        var big5 = strict(bytes, BIG5).filter(TextDecoding::isText);
        // level 1 of both standards: the characters that most of any text consists of
        var gbShare = gb.isPresent() ? pairShare(bytes, 0xb0, 0xd7, 0xa1) : 0;
        var big5Share = big5.isPresent() ? pairShare(bytes, 0xa4, 0xc6, 0x40) : 0;
        if (Math.max(gbShare, big5Share) < 0.5 && western(bytes).isPresent()) {
            return Optional.empty();
        }
        return big5Share > gbShare ? big5 : gb.or(() -> big5);
    }

    /// The share of two-byte characters with a lead byte in the range (or among the punctuation, A1 to A3) and a trail byte from `trail`
    /// on.
    private static double pairShare(byte[] bytes, int first, int last, int trail) {
        int pairs = 0;
        int common = 0;
        for (int i = 0; i + 1 < bytes.length; i++) {
            int lead = bytes[i] & 0xff;
            if (lead < 0x80) {
                continue;
            }
            int next = bytes[++i] & 0xff;
            pairs++;
            if ((lead >= first && lead <= last || lead >= 0xa1 && lead <= 0xa3) && next >= trail) {
                common++;
            }
        }
        return pairs == 0 ? 0 : (double) common / pairs;
    }

    /// Western European text: mostly ASCII, its accented letters one by one.
    private static Optional<String> western(byte[] bytes) {
        int high = 0;
        for (var b : bytes) {
            high += b < 0 ? 1 : 0;
        }
        return high * 4 <= bytes.length ? strict(bytes, WINDOWS_1252) : Optional.empty();
    }

    private static Optional<String> strict(byte[] bytes, Charset charset) {
        try {
            return Optional.of(charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /// No NUL, and hardly a control character besides those of a terminal's log.
    private static boolean isText(String text) {
        long controls = text.chars()
                .filter(c -> c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\b' && c != 0x1b || c == 0xffff)
                .count();
        return text.indexOf(0) < 0 && controls * 500 <= text.length();
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private TextDecoding() {}
}
