package app.hearth.provider.bailian;

import app.hearth.platform.error.ErrorCode;
import app.hearth.platform.error.HearthException;
import app.hearth.platform.work.Lazy;
import app.hearth.provider.CompletionRequest;
import app.hearth.provider.Connection;
import app.hearth.provider.Dialect;
import app.hearth.provider.Link;
import app.hearth.provider.Plan;
import app.hearth.provider.UpstreamModel;
import app.hearth.provider.UpstreamModel.Thinks;
import app.hearth.provider.openai.ModelList;
import app.hearth.provider.openai.OpenAiDialect;
import app.hearth.provider.openai.QuirkTable;
import app.hearth.provider.openai.Quirks;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Alibaba Cloud Bailian through its OpenAI-compatible face. Its list of models tells ids alone, so that what a model can do comes from a
/// catalogue that ships with the house.
public final class BailianDialect implements Dialect {
    private static final String FACE = "/compatible-mode/v1";
    private static final Pattern PASTED = Pattern.compile("/(compatible-mode(/v1)?|api(/v1)?|compatible-api(/v1)?)?/*");
    private static final Pattern HOSTS = Pattern.compile("(?i)([a-z0-9.-]+\\.)?(dashscope[a-z-]*|maas)\\.aliyuncs\\.com");

    private final Lazy<Catalogue> catalogue = new Lazy<>(Catalogue::shipped);
    private final OpenAiDialect face = new OpenAiDialect(this::quirks, BailianDialect::base);

    /// Whether an address is one of Bailian's, however the connection is called.
    public static boolean isAt(URI url) {
        return url != null
                && url.getHost() != null
                && HOSTS.matcher(url.getHost()).matches();
    }

    @Override
    public Plan plan(Link link, CompletionRequest request) {
        return face.plan(link, request);
    }

    @Override
    public Optional<Plan> mended(Plan plan, CompletionRequest request, HearthException refusal) {
        return face.mended(plan, request, refusal);
    }

    /// What the key may use; the whole catalogue where the host does not list it.
    @Override
    public List<UpstreamModel> models(Link link) {
        List<UpstreamModel> listed = new ArrayList<>();
        try {
            var answer = link.get(Link.url(openAiBase(link.connection()), "/models"));
            ModelList.entries(answer, link.failures()).forEach(entry -> listed.add(model(ModelList.id(entry))));
        } catch (HearthException e) {
            if (e.code() != ErrorCode.PROVIDER_NOT_FOUND && e.code() != ErrorCode.PROVIDER_GARBAGE) {
                throw e;
            }
        }
        return listed.stream().anyMatch(UpstreamModel::chat)
                ? List.copyOf(listed)
                : catalogue.get().chat(this::described);
    }

    @Override
    public URI openAiBase(Connection connection) {
        return base(connection);
    }

    /// The host alone gets the compatible face's path; an address with another path (the coding plan's `/v1`) stays as it is.
    private static URI base(Connection connection) {
        var url = connection.baseUrl();
        var path = url.getRawPath() == null ? "" : url.getRawPath();
        return PASTED.matcher(path.isEmpty() ? "/" : path).matches() ? url.resolve(FACE) : url;
    }

    private Quirks quirks(Connection connection, String model) {
        var quirks = QuirkTable.of(QuirkTable.BAILIAN, model);
        return catalogue
                .get()
                .find(model)
                .map(entry -> {
                    var thinks = entry.thinks() == Thinks.UNKNOWN ? quirks.thinks() : entry.thinks();
                    var known = quirks.thinking(quirks.wire(), thinks).thinksByDefault(entry.thinksByDefault());
                    return entry.prefix() ? known : known.prefill(Quirks.Prefill.PLAIN);
                })
                .orElse(quirks);
    }

    private UpstreamModel model(String id) {
        return catalogue.get().find(id).map(this::described).orElseGet(() -> described(Catalogue.Entry.unknown(id)));
    }

    private UpstreamModel described(Catalogue.Entry entry) {
        var quirks = quirks(null, entry.id());
        return entry.model(quirks.thinks(), quirks.efforts());
    }
}
