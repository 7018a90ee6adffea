package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.life.Health;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code /livez}, {@code /readyz} and {@code /healthz}: 200 with {@code ok}, or 503 with a line for each failed check.
 * With {@code ?verbose}, all checks are listed.
 */
final class HealthFiles {
    private final Health health;

    HealthFiles(Health health) {
        this.health = health;
    }

    void addTo(Map<String, Node> directory) {
        directory.put("livez", file("ok while the daemon's threads work; ?verbose lists the checks", health::live));
        directory.put(
                "readyz", file("ok while the daemon can do all its work; ?verbose lists the checks", health::ready));
        directory.put("healthz", file("the same as readyz", health::ready));
    }

    private static Node.File file(String description, Supplier<Health.Verdict> look) {
        return Node.File.readOnly(description, request -> {
            request.parameters().only("verbose");
            boolean verbose = request.parameters().present("verbose");
            Health.Verdict verdict = look.get();
            if (!verdict.ok()) {
                String lines = verbose ? verdict.all() : verdict.failures();
                throw new HttpProblem(HttpResponseStatus.SERVICE_UNAVAILABLE, lines.stripTrailing());
            }
            return Reply.text(verbose ? verdict.all() : "ok\n");
        });
    }
}
