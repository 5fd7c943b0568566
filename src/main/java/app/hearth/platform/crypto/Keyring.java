package app.hearth.platform.crypto;

import app.hearth.platform.config.Config;
import app.hearth.platform.config.Settings;
import app.hearth.platform.db.Db;
import app.hearth.platform.error.StartRefused;
import app.hearth.platform.error.StartRefused.Exit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// The house's one secret, `WEBUI_SECRET_KEY` or the file `secret.key` of the data folder, and the keys derived from it (HKDF-SHA256, a
/// label each), so that none of them tells another. A backup of the database does not hold it.
public final class Keyring {
    public static final String FILE = "secret.key";

    private static final int KEY_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 16;

    private final byte[] secret;

    private Keyring(byte[] secret) {
        this.secret = secret.clone();
    }

    /// Reads the secret, or makes it at the very first start. Throws [StartRefused] with [Exit#WRONG_KEY] when it is not the one that
    /// sealed this data: that is known by a fingerprint in the database, before anything fails to open.
    public static Keyring open(Config config, Path data, Db db) {
        var store = new FingerprintStore(db);
        var known = store.find();
        var file = data.resolve(FILE);
        var given = config.given(Settings.SECRET_KEY);
        if (given.isEmpty() && !Files.exists(file) && known.isPresent() && !config.flag(Settings.ACCEPT_KEY)) {
            throw refused(
                    "The secret key of this data is missing: put " + file.toAbsolutePath()
                            + " back, or give the WEBUI_SECRET_KEY of before.",
                    "缺少这份数据的密钥：请放回 " + file.toAbsolutePath() + "，或设置原来的 WEBUI_SECRET_KEY。");
        }
        var keyring = new Keyring(given.map(found -> found.value().getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> read(file)));
        var fingerprint = keyring.fingerprint();
        if (known.isPresent() && !config.flag(Settings.ACCEPT_KEY)) {
            check(
                    known.get(),
                    fingerprint,
                    given.map(Config.Found::name).orElse(file.toAbsolutePath().toString()));
        } else if (!store.keep(fingerprint, config.flag(Settings.ACCEPT_KEY))) {
            check(store.find().orElseThrow(), fingerprint, file.toAbsolutePath().toString()); // another house was first
        }
        return keyring;
    }

    /// Seals what is stored.
    public Vault vault() {
        return new Vault(derive("vault", KEY_BYTES), fingerprint().substring(0, 8));
    }

    /// Signs tokens that are handed out; 32 bytes.
    public byte[] tokenKey() {
        return derive("token", KEY_BYTES);
    }

    private static void check(String known, String fingerprint, String where) {
        if (!MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), fingerprint.getBytes(StandardCharsets.UTF_8))) {
            throw refused(
                    where + " is not the secret key that sealed this data: give the one of before, or, when it is lost, start once with "
                            + Settings.ACCEPT_KEY.name() + "=true and enter the providers' keys again.",
                    where + " 与加密这份数据的密钥不一致：请改回原来的密钥；如已丢失，请用 " + Settings.ACCEPT_KEY.name() + "=true 启动一次，然后重新填写各服务的 API Key。");
        }
    }

    private static StartRefused refused(String english, String chinese) {
        return new StartRefused(Exit.WRONG_KEY, english, chinese, null);
    }

    private String fingerprint() {
        return HexFormat.of().formatHex(derive("fingerprint", FINGERPRINT_BYTES));
    }

    private byte[] derive(String label, int bytes) {
        try {
            var input =
                    HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(("hearth " + label).getBytes(StandardCharsets.UTF_8), bytes);
            return KDF.getInstance("HKDF-SHA256").deriveData(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // Java 25 has HKDF
        }
    }

    private static byte[] read(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            var text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw refused(file.toAbsolutePath() + " is empty: put the secret key back.", file.toAbsolutePath() + " 是空的，请放回密钥。");
            }
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StartRefused(
                    Exit.WRONG_KEY,
                    "The secret key " + file.toAbsolutePath() + " can't be read or made: " + e.getMessage(),
                    "无法读取或创建密钥 " + file.toAbsolutePath() + "：" + e.getMessage(),
                    e);
        }
    }

    /// Whole or not at all, on disk before anything is sealed with it, and readable to its owner only.
    private static void make(Path file) throws IOException {
        var bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        var part = file.resolveSibling(FILE + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(
                    (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
