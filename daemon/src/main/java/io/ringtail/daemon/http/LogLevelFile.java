package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.log.LogLevel;
import java.util.Set;

/** {@code /log_level}: what the daemon logs, until it reloads its settings or restarts. */
final class LogLevelFile {
    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.POST);

    private final Guard guard;

    LogLevelFile(Guard guard) {
        this.guard = guard;
    }

    Node.File file() {
        return new Node.File(
                "what the daemon logs: " + LogLevel.NAMES + "; PUT or POST changes it", METHODS, this::answer);
    }

    private Reply answer(Request request) throws HttpProblem {
        request.parameters().only();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            LogLevel level = LogLevel.parse(request.body().strip())
                    .orElseThrow(() -> new HttpProblem(
                            HttpResponseStatus.BAD_REQUEST,
                            "log_level takes " + LogLevel.NAMES + ", not '"
                                    + Printable.of(request.body().strip()) + "'"));
            level.use();
            guard.changed(request, "set the log level to " + level.text());
        }
        return Reply.text(LogLevel.current() + "\n");
    }
}
