package app.hearth.provider;

import app.hearth.platform.egress.EgressException;
import app.hearth.platform.error.ErrorCode;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What a failure's sentence says beside the failure: what is probably wrong, and what to do. Each is a `hint.…` of the catalogue.
final class Hints {
    static Optional<String> of(ErrorCode code, String message, Throwable cause, Connection connection, ProviderKind kind) {
        return Optional.ofNullable(
                switch (code) {
                    case PROVIDER_UNREACHABLE -> connection.kind() == ProviderKind.LOCAL ? "engine" : unreachable(cause, connection);
                    case PROVIDER_KEY_REFUSED ->
                        connection.key().isBlank() && connection.headers().isEmpty()
                                ? "no_key"
                                : kind == ProviderKind.BAILIAN ? "region" : "key";
                    case PROVIDER_NOT_FOUND -> kind == ProviderKind.OLLAMA ? "ollama_address" : "base_url";
                    case PROVIDER_MODEL_NOT_FOUND -> message.startsWith("pull model manifest") ? "library" : "retired";
                    case PROVIDER_GARBAGE -> "no_completion";
                    case PROVIDER_FAILED, PROVIDER_FORBIDDEN -> message.isBlank() ? null : "says";
                    default -> null;
                });
    }

    private static String unreachable(Throwable cause, Connection connection) {
        if (!(cause instanceof EgressException egress)) {
            return "down";
        }
        return switch (egress.kind()) {
            case DNS -> "no_name";
            case CONNECT -> String.valueOf(egress.getMessage()).contains("refused") ? "nobody" : "no_way";
            case TLS -> tls(egress);
            case LOST -> connection.baseUrl().getScheme().equalsIgnoreCase("http") ? "mute_http" : "mute";
            default -> "down";
        };
    }

    static String tls(Throwable failure) {
        for (var cause : causes(failure)) {
            var words = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return "tls_date";
            }
            if (words.contains("No subject alternative") || words.contains("No name matching") || words.contains("doesn't match any")) {
                return "tls_name";
            }
            if (words.contains("Unsupported or unrecognized SSL message") || words.contains("plaintext connection")) {
                return "tls_plain";
            }
        }
        var isUntrusted = causes(failure).stream()
                .anyMatch(cause -> cause instanceof CertPathValidatorException
                        || String.valueOf(cause.getMessage()).contains("PKIX path"));
        return isUntrusted ? "tls_untrusted" : "tls";
    }

    private static Set<Throwable> causes(Throwable failure) {
        var all = new HashSet<Throwable>();
        for (var cause = failure; cause != null && all.add(cause); cause = cause.getCause()) {}
        return all;
    }

    private Hints() {}
}
