package app.hearth.account;

import java.util.Optional;

/// Told when somebody is no longer let in, so that their streams end at once. Called on the thread of the request that ended it; be quick.
@FunctionalInterface
public interface Ended {
    /// @param session the session or API key ([app.hearth.platform.http.Principal#session()]) that ended; empty for all of the account's
    void ended(String user, Optional<String> session);

    /// The account is gone with everything of it, or waits for approval again: nothing may go on for it. Told after
    /// [#ended(String, Optional)].
    default void shutOut(String user) {}
}
