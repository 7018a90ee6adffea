package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AnonymousRoles;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.access.CredentialCheck;
import io.ringtail.daemon.access.InvalidCredentialsException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.RequestRates;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.log.RemoteLog;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are admitted, and as whose. */
final class GuardTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Access access = new Access(new AnonymousRoles(Set.of(Role.READ), true), List.of(new NoToken()));
    private final Guard guard = guard(1000);

    /** Accepts no token at all. */
    private static final class NoToken implements CredentialCheck {
        @Override
        public @Nullable Principal identify(@Nullable String authorization, @Nullable SSLSession session, String from)
                throws InvalidCredentialsException {
            if (authorization != null) {
                throw new InvalidCredentialsException("the token is not known");
            }
            return null;
        }

        @Override
        public String challenge() {
            return "Bearer";
        }

        @Override
        public String remedy() {
            return "send a token";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz?verbose", "//healthz"})
    void shouldAnswerHealthChecksWhateverTheyPresent(String path) throws Exception {
        FullHttpRequest request = request(HttpMethod.GET, path);
        request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer wrong");
        Guard strict = guard(0);
        assertThat(strict.admit(channel, request).sender().roles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page/uplot/uPlot.esm.js"})
    void shouldLimitRequestsForThePageWhichNeedsNoRole(String path) throws Exception {
        Guard slow = guard(1);
        assertThat(slow.admit(channel, request(HttpMethod.GET, path)).sender().roles())
                .isEmpty();
        assertThat(problem(slow, request(HttpMethod.GET, path)).status().code()).isEqualTo(429);
    }

    @Test
    void shouldNotTakeAnInvalidTokenForNone() {
        FullHttpRequest request = request(HttpMethod.GET, "/stats");
        request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer wrong");
        HttpProblem problem = problem(guard, request);
        assertThat(problem.status().code()).isEqualTo(401);
        assertThat(problem.headers()).containsEntry(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/stats", "/events/a/b/enable", "/finish/", "/nothing"})
    void shouldNotLetAReaderChangeAnythingUnderAnyName(String path) {
        int status = problemStatus(HttpMethod.POST, path);
        assertThat(status).isEqualTo(path.equals("/finish/") ? 0 : 401);
        assertThat(problemStatus(HttpMethod.DELETE, path)).isEqualTo(401);
        assertThat(problemStatus(HttpMethod.valueOf("get"), path)).isEqualTo(401);
    }

    @Test
    void shouldSayWhenToComeBack() throws Exception {
        Guard slow = guard(1);
        slow.admit(channel, request(HttpMethod.GET, "/stats"));
        HttpProblem problem = problem(slow, request(HttpMethod.GET, "/stats"));
        assertThat(problem.status().code()).isEqualTo(429);
        assertThat(problem.headers()).containsEntry(HttpHeaderNames.RETRY_AFTER, "1");
    }

    private int problemStatus(HttpMethod method, String path) {
        HttpProblem problem = problem(guard, request(method, path));
        return problem == null ? 0 : problem.status().code();
    }

    private HttpProblem problem(Guard asked, FullHttpRequest request) {
        return catchThrowableOfType(HttpProblem.class, () -> asked.admit(channel, request));
    }

    private Guard guard(int perSecond) {
        RemoteLog log = new RemoteLog(() -> 0);
        return new Guard(access, new Audit(log), new RequestRates(perSecond, () -> 0), true);
    }

    private static FullHttpRequest request(HttpMethod method, String path) {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, path);
    }
}
