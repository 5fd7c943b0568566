package app.hearth.provider;

import app.hearth.platform.error.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the error code for what an upstream reported. Statuses lie, so words come first where a status has several meanings.
final class Classifier {
    /// @param code matched against [UpstreamReport#code()]
    private record Words(ErrorCode means, Pattern code, Pattern message) {
        boolean match(UpstreamReport report) {
            return code.matcher(report.code()).find()
                    || message.matcher(report.message()).find();
        }
    }

    private static final Words CONTENT = words(
            ErrorCode.PROVIDER_CONTENT_REFUSED,
            "datainspectionfailed|contentfilter|contentpolicy|ipinfringement|sensitive|moderation",
            "inappropriate content|content (management )?policy|safety system|content exists risk|敏感|不合规|安全审核");
    private static final Words CONTEXT = words(
            ErrorCode.PROVIDER_CONTEXT_TOO_LONG,
            "contextlengthexceeded|exceedcontextsize|stringabovemax|contextwindow",
            "context (length|window|size)|maximum context|input length should be|prompt is too long|input is too long|"
                    + "reduce the length|maximum model length|exceeds? the (available|maximum) (context|number of tokens)");
    private static final Words QUOTA = words(
            ErrorCode.PROVIDER_QUOTA,
            "arrearage|insufficientquota|insufficientbalance|freetieronly|billing|overdue|commoditynotpurchased|"
                    + "exceededcurrentquota|insufficientcredits|insufficientfunds|paymentrequired",
            "insufficient (balance|credits|funds)|exceeded your current quota|free (allocated |tier )?quota|credit balance|余额不足|欠费");
    private static final Words MODEL = words(
            ErrorCode.PROVIDER_MODEL_NOT_FOUND,
            "modelnotfound|modelnotexist|unknownmodel|invalidmodel|modelnotsupported",
            "pull model manifest: file does not exist|(unknown|invalid|no such)"
                    + " model|model[^.]{0,20}['\"`][^'\"`]{0,120}['\"`][^.]{0,20}not found|model.{0,120}(not found|does(n't| not) exist|not"
                    + " exist\\b|no longer available|has been (deprecated|retired))|模型.{0,40}不存在");
    private static final Words KEY = words(
            ErrorCode.PROVIDER_KEY_REFUSED,
            "invalidapikey|authenticationerror|invalidauthentication|unauthorized|notauthorized",
            "(incorrect|invalid) api.?key");
    private static final Words RATE = words(
            ErrorCode.PROVIDER_RATE_LIMITED,
            "ratelimit|throttling|limitrequests|limitburst|toomanyrequests|resourceexhausted",
            "rate limit");
    private static final Words BUSY = words(
            ErrorCode.PROVIDER_BUSY,
            "overloaded|unavailable|modelservingerror|servererrorbusy",
            "overloaded|loading model|server (is )?busy|at capacity|服务繁忙");
    /// Ollama's, with a status of 500: trying again helps nobody.
    private static final Words MEMORY = words(ErrorCode.PROVIDER_REFUSED, "(?!)", "requires more system memory|out of memory");
    private static final Words REFUSED =
            words(ErrorCode.PROVIDER_REFUSED, "invalidrequest|invalidparameter|badrequest", "does not support");

    static ErrorCode ofStatus(int status, UpstreamReport report, ProviderKind kind) {
        return switch (status) {
            case 401 -> ErrorCode.PROVIDER_KEY_REFUSED;
            case 402 -> ErrorCode.PROVIDER_QUOTA;
            case 403 -> first(report, ErrorCode.PROVIDER_FORBIDDEN, QUOTA, CONTENT);
            case 404 -> first(report, ErrorCode.PROVIDER_NOT_FOUND, MODEL);
            case 405, 410 -> ErrorCode.PROVIDER_NOT_FOUND;
            case 408, 504, 522, 524 -> ErrorCode.PROVIDER_TIMEOUT;
            case 413 -> ErrorCode.PROVIDER_CONTEXT_TOO_LONG;
            case 429 -> isQuota(report, kind) ? ErrorCode.PROVIDER_QUOTA : ErrorCode.PROVIDER_RATE_LIMITED;
            case 451 -> ErrorCode.PROVIDER_CONTENT_REFUSED;
            case 501 -> ErrorCode.PROVIDER_REFUSED;
            case 503, 529 -> ErrorCode.PROVIDER_BUSY;
            default -> {
                if (status < 400) {
                    yield ErrorCode.PROVIDER_NOT_FOUND; // a redirect that a POST does not follow
                }
                yield status < 500
                        ? first(report, ErrorCode.PROVIDER_REFUSED, CONTENT, CONTEXT, QUOTA, MODEL, KEY, RATE)
                        : first(report, ErrorCode.PROVIDER_FAILED, CONTEXT, CONTENT, MEMORY, BUSY);
            }
        };
    }

    /// For an error within a stream, whose status was 200.
    static ErrorCode ofReport(UpstreamReport report, ProviderKind kind) {
        if (report.status() >= 400 && report.status() < 600) {
            return ofStatus(report.status(), report, kind);
        }
        if (RATE.match(report) || QUOTA.match(report)) {
            return isQuota(report, kind) ? ErrorCode.PROVIDER_QUOTA : ErrorCode.PROVIDER_RATE_LIMITED;
        }
        return first(report, ErrorCode.PROVIDER_FAILED, CONTENT, CONTEXT, MODEL, KEY, BUSY, MEMORY, REFUSED);
    }

    /// Bailian says `insufficient_quota` of tokens a minute too; only what is paid for names money or the free quota.
    private static boolean isQuota(UpstreamReport report, ProviderKind kind) {
        if (kind == ProviderKind.BAILIAN && report.code().contains("insufficientquota")) {
            return QUOTA.message().matcher(report.message()).find();
        }
        return QUOTA.match(report);
    }

    private static ErrorCode first(UpstreamReport report, ErrorCode other, Words... candidates) {
        for (var words : List.of(candidates)) {
            if (words.match(report)) {
                return words.means();
            }
        }
        return other;
    }

    private static Words words(ErrorCode means, String code, String message) {
        return new Words(means, Pattern.compile(code), Pattern.compile(message, Pattern.CASE_INSENSITIVE));
    }

    private Classifier() {}
}
