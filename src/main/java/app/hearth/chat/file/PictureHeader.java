package app.hearth.chat.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// What a picture's first bytes say, read by ourselves: nothing is decoded before its size is known to be bearable.
///
/// @param format as ImageIO names it
/// @param orientation EXIF's, 1 to 8; 1 is upright
record PictureHeader(String format, int width, int height, int orientation) {
    private static final int MOST_SCANS = 100;
    private static final int EXIF_IN_WEBP = 0x45584946;

    /// Which kind of picture it is by its content; empty when it is none of the four.
    static Optional<String> format(byte[] b) {
        if (b.length > 24 && at(b, 0, 0x89504e47) && at(b, 4, 0x0d0a1a0a)) {
            return Optional.of("png");
        }
        if (b.length > 13 && at(b, 0, 0x47494638)) {
            return Optional.of("gif");
        }
        if (b.length > 30 && at(b, 0, 0x52494646) && at(b, 8, 0x57454250)) {
            return Optional.of("webp");
        }
        return b.length > 4 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xd8 && (b[2] & 0xff) == 0xff
                ? Optional.of("jpeg")
                : Optional.empty();
    }

    /// Reads the header; empty when it is broken, or when the picture is made to be slow to decode.
    static Optional<PictureHeader> read(String format, byte[] bytes) {
        try {
            var in = ByteBuffer.wrap(bytes);
            return switch (format) {
                case "png" -> png(in);
                case "gif" -> gif(in.order(ByteOrder.LITTLE_ENDIAN));
                case "webp" -> webp(in);
                default -> jpeg(in);
            };
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty(); // it ends before its header does
        }
    }

    private static Optional<PictureHeader> png(ByteBuffer in) {
        int orientation = 1;
        for (int at = 8; at >= 8 && at + 8 <= in.limit(); at += 12 + Math.clamp(in.getInt(at), 0, in.limit())) {
            if (in.getInt(at + 4) == 0x65584966) { // eXIf
                orientation = orientation(in, at + 8);
            }
        }
        return Optional.of(new PictureHeader("png", in.getInt(16), in.getInt(20), orientation));
    }

    /// The first frame's own size counts: it is what gets decoded.
    private static Optional<PictureHeader> gif(ByteBuffer in) {
        int at = 13 + colours(in.get(10));
        while (in.get(at) == 0x21) {
            at += 2;
            while (in.get(at) != 0) {
                at += 1 + (in.get(at) & 0xff);
            }
            at++;
        }
        if (in.get(at) != 0x2c) {
            return Optional.empty();
        }
        return Optional.of(new PictureHeader("gif", in.getShort(at + 5) & 0xffff, in.getShort(at + 7) & 0xffff, 1));
    }

    private static int colours(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    /// The canvas and each frame in it may lie about the other; the larger counts.
    private static Optional<PictureHeader> webp(ByteBuffer in) {
        long width = 0;
        long height = 0;
        int orientation = 1;
        for (int at = 12; at >= 12 && at + 8 <= in.limit(); ) {
            int name = in.order(ByteOrder.BIG_ENDIAN).getInt(at);
            int length = in.order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4);
            int body = at + 8;
            if (name == 0x56503858) { // VP8X
                width = Math.max(width, 1 + (in.getInt(body + 4) & 0xffffff));
                height = Math.max(height, 1 + (in.getInt(body + 6) >>> 8));
            } else if (name == 0x56503820) { // VP8, lossy
                width = Math.max(width, in.getShort(body + 6) & 0x3fff);
                height = Math.max(height, in.getShort(body + 8) & 0x3fff);
            } else if (name == 0x5650384c) { // VP8L, lossless
                int bits = in.getInt(body + 1);
                width = Math.max(width, 1 + (bits & 0x3fff));
                height = Math.max(height, 1 + (bits >>> 14 & 0x3fff));
            } else if (name == 0x414e4d46) { // ANMF: a frame, whose chunks follow its own head of 16 bytes
                at = body + 16;
                continue;
            } else if (name == EXIF_IN_WEBP) {
                orientation = orientation(in, at(in, body, 0x45786966) ? body + 6 : body);
            }
            at = length < 0 ? -1 : body + length + (length & 1);
        }
        return Optional.of(new PictureHeader("webp", (int) width, (int) height, orientation));
    }

    private static Optional<PictureHeader> jpeg(ByteBuffer in) {
        int width = 0;
        int height = 0;
        int orientation = 1;
        int scans = 0;
        for (int at = 2; at + 4 <= in.limit(); ) {
            if ((in.get(at) & 0xff) != 0xff) {
                at++; // within a scan, or filling
                continue;
            }
            int marker = in.get(at + 1) & 0xff;
            if (marker == 0xff) {
                at++;
            } else if (marker == 0 || marker == 1 || marker >= 0xd0 && marker <= 0xd8) {
                at += 2;
            } else if (marker == 0xd9) {
                break;
            } else {
                if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                    height = Math.max(height, in.getShort(at + 5) & 0xffff);
                    width = Math.max(width, in.getShort(at + 7) & 0xffff);
                } else if (marker == 0xe1 && at + 10 < in.limit() && at(in, at + 4, 0x45786966)) {
                    orientation = orientation(in, at + 10);
                } else if (marker == 0xda && ++scans > MOST_SCANS) {
                    return Optional.empty(); // usual progressive files have ten; each scan costs as much as the whole picture
                }
                at += 2 + (in.getShort(at + 2) & 0xffff);
            }
        }
        return Optional.of(new PictureHeader("jpeg", width, height, orientation));
    }

    /// Tag 0x0112 of the first directory of the TIFF structure at `start` (Exif 2.32, 4.6.4); 1 when it is not there or senseless.
    private static int orientation(ByteBuffer in, int start) {
        try {
            var tiff = in.slice(start, in.limit() - start);
            tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(4);
            int entries = tiff.getShort(directory) & 0xffff;
            for (int i = 0; i < entries; i++) {
                int entry = directory + 2 + 12 * i;
                if (tiff.getShort(entry) == 0x0112) {
                    int value = tiff.getShort(entry + 8);
                    return value >= 1 && value <= 8 ? value : 1;
                }
            }
            return 1;
        } catch (IndexOutOfBoundsException e) {
            return 1;
        }
    }

    private static boolean at(byte[] b, int at, int word) {
        return at(ByteBuffer.wrap(b), at, word);
    }

    private static boolean at(ByteBuffer in, int at, int word) {
        int found = in.getInt(at);
        return (in.order() == ByteOrder.BIG_ENDIAN ? found : Integer.reverseBytes(found)) == word;
    }
}
