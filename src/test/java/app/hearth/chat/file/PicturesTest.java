package app.hearth.chat.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("measures times")
class PicturesTest {
    /// 8 × 6, lossless, transparent but for one red pixel in the upper left corner.
    private static final String WEBP_CLEAR = "UklGRh4AAABXRUJQVlA4TBEAAAAvB0ABEA8Q8x/zH4wJiOh/BAA=";
    /// 16 × 8, lossy, blue, with EXIF orientation 6.
    private static final String WEBP_TURNED =
            "UklGRnAAAABXRUJQVlA4WAoAAAAIAAAADwAABwAAVlA4IDAAAAAQAgCdASoQAAgAAUAmJaACdLoB+AH4AAPIAP7scN/97BU5Nb"
                    + "/wff/bs2yr4/lMAABFWElGGgAAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAAAA==";
    /// 10 × 10, two frames, red then blue.
    private static final String WEBP_MOVING =
            "UklGRsQAAABXRUJQVlA4WAoAAAACAAAACQAACQAAQU5JTQYAAAAAAAAAAABBTk1GSgAAAAAAAAAAAAkAAAkAAGQAAAJWUDggMgAAADABAJ0B"
                + "KgoACgABQCYloAADcAD+8ut///mwP/bz/wR6Af//0uD//pcH//S4P/SkAAAAQU5NRkYAAAAAAAAAAAAJAAAJAABkAAAAVlA4IC4AAAA0AQCdASoKAAoAAAAmJaAAA3AA/vtV"
                + "4///S4P/+lwf/9Lg/9Lg//rV5Vesq6AA";
    /// 8 × 8, red, as printers write it (CMYK with Adobe's marker).
    private static final String JPEG_CMYK =
            "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSwwMTQ0NB8nOT04MjwuMzQy"
                + "/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNC"
                + "scEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TF"
                + "xsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD3+vn+vn+vf6//2Q==";

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif"})
    void anOpaquePictureBecomesAJpeg(String format) throws IOException {
        var made = remake(written(quarters(40, 20, false), format));
        assertThat(made.type()).isEqualTo("image/jpeg");
        assertThat(made.width()).isEqualTo(40);
        assertThat(made.height()).isEqualTo(20);
        assertThat(corners(made)).isEqualTo("red green blue white");
    }

    @Test
    void whatShowsThroughStaysPng() throws IOException {
        var image = quarters(40, 20, true);
        image.setRGB(20, 10, 0x40ff0000);
        var made = remake(written(image, "png"));
        assertThat(made.type()).isEqualTo("image/png");
        assertThat(decoded(made).getRGB(20, 10) >>> 24).isEqualTo(0x40);
        var webp = remake(Base64.getDecoder().decode(WEBP_CLEAR));
        assertThat(webp.type()).isEqualTo("image/png");
        assertThat(decoded(webp).getRGB(0, 0)).isEqualTo(0xffff0000);
        assertThat(decoded(webp).getRGB(5, 5) >>> 24).isZero();
    }

    @Test
    void anAlphaChannelThatIsFullIsNoTransparency() throws IOException {
        assertThat(remake(written(quarters(40, 20, true), "png")).type()).isEqualTo("image/jpeg");
    }

    @Test
    void webpIsReadAndOfMovingOnesTheFirstFrame() throws IOException {
        var turned = remake(Base64.getDecoder().decode(WEBP_TURNED));
        assertThat(turned.width()).isEqualTo(8);
        assertThat(turned.height()).isEqualTo(16);
        assertThat(name(decoded(turned).getRGB(4, 8))).isEqualTo("blue");
        var moving = remake(Base64.getDecoder().decode(WEBP_MOVING));
        assertThat(name(decoded(moving).getRGB(5, 5))).isEqualTo("red");
    }

    @Test
    void aPrintersJpegKeepsItsColours() throws IOException {
        assertThat(name(decoded(remake(Base64.getDecoder().decode(JPEG_CMYK))).getRGB(4, 4)))
                .isEqualTo("red");
    }

    /// What each orientation says about where row 0 and column 0 of the stored picture belong (Exif 2.32, 4.6.4).
    @ParameterizedTest
    @CsvSource({
        "1, red green blue white",
        "2, green red white blue",
        "3, white blue green red",
        "4, blue white red green",
        "5, red blue green white",
        "6, blue red white green",
        "7, white green blue red",
        "8, green white red blue",
        "9, red green blue white"
    })
    void aPictureStandsUpright(int orientation, String corners) throws IOException {
        var made = remake(withExif(written(quarters(40, 20, false), "jpeg"), orientation));
        assertThat(corners(made)).isEqualTo(corners);
        assertThat(made.width()).isEqualTo(orientation >= 5 && orientation <= 8 ? 20 : 40);
    }

    @Test
    void nothingButPixelsIsKept() throws IOException {
        var jpeg = withExif(written(quarters(40, 20, false), "jpeg"), 1);
        assertThat(contains(jpeg, "GPS 31.2304 N")).isTrue();
        assertThat(contains(remake(jpeg).bytes(), "GPS")).isFalse();
        assertThat(contains(remake(jpeg).bytes(), "Exif")).isFalse();
        var image = quarters(40, 20, true);
        image.setRGB(0, 0, 0);
        var html = "<script>alert(1)</script>";
        var png = withChunk(written(image, "png"), "tEXt", ("Comment\0" + html).getBytes(StandardCharsets.US_ASCII));
        var both = concat(png, html.getBytes(StandardCharsets.US_ASCII));
        assertThat(contains(both, "script")).isTrue();
        assertThat(contains(remake(both).bytes(), "script")).isFalse();
    }

    @Test
    void aLargePictureIsMadeSmall() throws IOException {
        var made = remake(written(quarters(5000, 2500, false), "jpeg"));
        assertThat(made.width()).isEqualTo(2048);
        assertThat(made.height()).isEqualTo(1024);
        assertThat(corners(made)).isEqualTo("red green blue white");
        var long1 = remake(written(quarters(9000, 2, false), "png"));
        assertThat(long1.width()).isEqualTo(2048);
        assertThat(long1.height()).isEqualTo(1);
        var huge = remake(written(quarters(8000, 4900, false), "png"));
        assertThat(huge.width()).isEqualTo(2048);
        assertThat(huge.height()).isEqualTo(1254);
        assertThat(corners(huge)).isEqualTo("red green blue white");
    }

    @Test
    void aBombIsRefusedByItsHeader() throws IOException {
        var png = written(quarters(2, 2, false), "png");
        ByteBuffer.wrap(png).putInt(16, 50_000).putInt(20, 50_000);
        assertRefused(png);
        var gif = written(quarters(2, 2, false), "gif");
        var frame = indexOf(gif, new byte[] {0x2c, 0, 0, 0, 0, 2, 0, 2, 0});
        Arrays.fill(gif, frame + 5, frame + 9, (byte) 0xff);
        assertRefused(gif);
        var jpeg = written(quarters(2, 2, false), "jpeg");
        var start = indexOf(jpeg, HexFormat.of().parseHex("ffc0"));
        Arrays.fill(jpeg, start + 5, start + 9, (byte) 0xff);
        assertRefused(jpeg);
        var webp = Base64.getDecoder().decode(WEBP_TURNED);
        var lossy = indexOf(webp, "VP8 ".getBytes(StandardCharsets.US_ASCII));
        webp[lossy + 15] = 0x3f; // the frame alone: the canvas stays small
        webp[lossy + 17] = 0x3f;
        assertRefused(webp);
    }

    @Test
    void aCompressedCommentIsNotInflated() throws IOException {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        var bomb = new ByteArrayOutputStream();
        bomb.writeBytes("Comment\0\0".getBytes(StandardCharsets.US_ASCII));
        var zeros = new byte[1 << 20];
        var out = new byte[1 << 16];
        for (int i = 0; i < 600; i++) { // 600 MB, in 3 MB
            deflater.setInput(zeros);
            while (!deflater.needsInput()) {
                bomb.write(out, 0, deflater.deflate(out));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            bomb.write(out, 0, deflater.deflate(out));
        }
        var began = System.nanoTime();
        var made = remake(withChunk(written(quarters(8, 8, false), "png"), "zTXt", bomb.toByteArray()));
        assertThat(made.width()).isEqualTo(8);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aJpegOfVeryManyScansIsRefused() throws IOException {
        var jpeg = written(quarters(8, 8, false), "jpeg");
        var scan = indexOf(jpeg, HexFormat.of().parseHex("ffda"));
        var many = new ByteArrayOutputStream();
        many.write(jpeg, 0, scan);
        for (int i = 0; i < 200; i++) {
            many.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        many.write(jpeg, jpeg.length - 2, 2);
        assertRefused(many.toByteArray());
    }

    @Test
    void brokenPicturesAreRefusedWhereverTheyBreak() throws IOException {
        for (var format : new String[] {"png", "gif"}) {
            var whole = written(quarters(40, 20, false), format);
            for (int length = 32; length < whole.length / 2; length += 7) {
                assertRefused(Arrays.copyOf(whole, length));
            }
        }
        // bytes that begin like a picture and go on as anything must end as a refusal, never as another exception or a loop
        var random = new java.util.Random(7);
        for (var start : new String[] {"ffd8ffe1", "89504e470d0a1a0a", "474946383961", "52494646ffffff7f57454250"}) {
            for (int i = 0; i < 200; i++) {
                var bytes = new byte[600];
                random.nextBytes(bytes);
                var head = HexFormat.of().parseHex(start);
                System.arraycopy(head, 0, bytes, 0, head.length);
                PictureHeader.format(bytes).ifPresent(format -> Pictures.remake(format, bytes));
            }
        }
    }

    private static void assertRefused(byte[] bytes) {
        assertThat(Pictures.remake(PictureHeader.format(bytes).orElseThrow(), bytes))
                .isEmpty();
    }

    static Pictures.Picture remake(byte[] bytes) {
        return Pictures.remake(PictureHeader.format(bytes).orElseThrow(), bytes).orElseThrow();
    }

    /// Red and green above, blue and white below.
    static BufferedImage quarters(int width, int height, boolean alpha) {
        var image = new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        var colours = new Color[] {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
        for (int i = 0; i < 4; i++) {
            pen.setColor(colours[i]);
            pen.fillRect(i % 2 * (width / 2), i / 2 * (height / 2), width - width / 2, height - height / 2);
        }
        pen.dispose();
        return image;
    }

    static byte[] written(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /// The picture with an APP1 segment that holds an orientation and a place.
    static byte[] withExif(byte[] jpeg, int orientation) {
        var place = "GPS 31.2304 N".getBytes(StandardCharsets.US_ASCII);
        var exif = ByteBuffer.allocate(4 + 6 + 8 + 2 + 12 + 4 + place.length);
        exif.putShort((short) 0xffe1).putShort((short) (exif.capacity() - 2)).put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        exif.putInt(0x4d4d002a).putInt(8).putShort((short) 1);
        exif.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        exif.putInt(0).put(place);
        return concat(Arrays.copyOf(jpeg, 2), exif.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /// The PNG with one more chunk behind its header.
    static byte[] withChunk(byte[] png, String name, byte[] body) {
        var named = concat(name.getBytes(StandardCharsets.US_ASCII), body);
        var sum = new CRC32();
        sum.update(named);
        var chunk = ByteBuffer.allocate(8 + named.length)
                .putInt(body.length)
                .put(named)
                .putInt((int) sum.getValue());
        return concat(Arrays.copyOf(png, 33), chunk.array(), Arrays.copyOfRange(png, 33, png.length));
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        var at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(part, StandardCharsets.ISO_8859_1));
        assertThat(at).isNotNegative();
        return at;
    }

    private static BufferedImage decoded(Pictures.Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.bytes()));
    }

    private static String corners(Pictures.Picture picture) throws IOException {
        var image = decoded(picture);
        int right = image.getWidth() * 3 / 4;
        int low = image.getHeight() * 3 / 4;
        int left = image.getWidth() / 4;
        int high = image.getHeight() / 4;
        return String.join(
                " ",
                name(image.getRGB(left, high)),
                name(image.getRGB(right, high)),
                name(image.getRGB(left, low)),
                name(image.getRGB(right, low)));
    }

    /// The nearest of the four, so that JPEG's small errors do not count.
    private static String name(int rgb) {
        var red = (rgb >> 16 & 255) > 128;
        var green = (rgb >> 8 & 255) > 100;
        var blue = (rgb & 255) > 128;
        return red && green && blue ? "white" : red ? "red" : blue ? "blue" : green ? "green" : "black";
    }
}
