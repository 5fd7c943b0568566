package app.hearth.chat.file;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Makes of any picture one that is safe to keep and cheap to send: upright, at most 2048 px, nothing in it but its pixels. Slow: for a
/// pool's thread.
final class Pictures {
    static final long MOST_PIXELS = 40_000_000;
    static final int LONG_SIDE = 2048;
    /// Above this every second row and column is skipped while decoding, so that a picture takes at most 64 MB at once.
    private static final long DECODED_PIXELS = 16_000_000;

    private static final float QUALITY = 0.85f;

    static {
        ImageIO.setUseCache(false); // no files beside our own
    }

    /// @param type `image/jpeg`, or `image/png` where something shows through
    record Picture(byte[] bytes, String type, int width, int height) {}

    /// Empty when it is broken or larger than the limits.
    static Optional<Picture> remake(String format, byte[] bytes) {
        var header = PictureHeader.read(format, bytes).filter(Pictures::isBearable);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        try {
            var image = decode(header.get(), bytes);
            return Optional.of(
                    encode(upright(opaque(shrink(image)), header.get().orientation())));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // the decoders answer broken input with any exception there is
        }
    }

    private static boolean isBearable(PictureHeader header) {
        return header.width() > 0 && header.height() > 0 && (long) header.width() * header.height() <= MOST_PIXELS;
    }

    private static BufferedImage decode(PictureHeader header, byte[] bytes) throws IOException {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(header.format()).next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            // without metadata the decoder skips it unread: compressed text chunks can be bombs too
            reader.setInput(in, true, true);
            if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                throw new IOException("the decoder sees another size than the header");
            }
            var param = reader.getDefaultReadParam();
            if ((long) header.width() * header.height() > DECODED_PIXELS) {
                param.setSourceSubsampling(Math.min(2, header.width()), Math.min(2, header.height()), 0, 0);
            }
            return reader.read(0, param);
        } finally {
            reader.dispose();
        }
    }

    /// Halves as long as it can, which averages every pixel in, and goes the rest in one step.
    private static BufferedImage shrink(BufferedImage image) {
        var now = image;
        for (int side = Math.max(now.getWidth(), now.getHeight()); side > LONG_SIDE; side = Math.max(now.getWidth(), now.getHeight())) {
            double factor = Math.max(0.5, (double) LONG_SIDE / side);
            now = scaled(
                    now, Math.max(1, (int) Math.round(now.getWidth() * factor)), Math.max(1, (int) Math.round(now.getHeight() * factor)));
        }
        return now;
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height) {
        return drawn(
                image,
                width,
                height,
                AffineTransform.getScaleInstance((double) width / image.getWidth(), (double) height / image.getHeight()));
    }

    private static BufferedImage drawn(BufferedImage image, int width, int height, AffineTransform how) {
        var alpha = image.getColorModel().hasAlpha();
        var to = new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = to.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(image, how, null);
        pen.dispose();
        return to;
    }

    /// An image without an alpha channel in sRGB where nothing shows through, else one with it.
    private static BufferedImage opaque(BufferedImage image) {
        var plain = drawn(image, image.getWidth(), image.getHeight(), new AffineTransform());
        if (!plain.getColorModel().hasAlpha()) {
            return plain;
        }
        var row = new int[plain.getWidth()];
        for (int y = 0; y < plain.getHeight(); y++) {
            plain.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (var pixel : row) {
                if (pixel >>> 24 != 0xff) {
                    return plain;
                }
            }
        }
        var solid = new BufferedImage(plain.getWidth(), plain.getHeight(), BufferedImage.TYPE_INT_RGB);
        var pen = solid.createGraphics();
        pen.drawImage(plain, 0, 0, null);
        pen.dispose();
        return solid;
    }

    /// Turns and mirrors by EXIF's orientation (2 mirrored, 3 upside down, 6 to be turned right, 8 left, the others mirrored besides).
    private static BufferedImage upright(BufferedImage image, int orientation) {
        int w = image.getWidth();
        int h = image.getHeight();
        var how = switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, w);
            default -> new AffineTransform();
        };
        if (how.isIdentity()) {
            return image;
        }
        return orientation >= 5 ? drawn(image, h, w, how) : drawn(image, w, h, how);
    }

    private static Picture encode(BufferedImage image) throws IOException {
        var png = image.getColorModel().hasAlpha();
        ImageWriter writer =
                ImageIO.getImageWritersByFormatName(png ? "png" : "jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            var param = writer.getDefaultWriteParam();
            if (!png) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return new Picture(bytes.toByteArray(), png ? "image/png" : "image/jpeg", image.getWidth(), image.getHeight());
    }

    private Pictures() {}
}
