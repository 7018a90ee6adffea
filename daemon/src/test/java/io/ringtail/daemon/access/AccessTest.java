package io.ringtail.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is identified as whom, and what is refused. */
final class AccessTest {
    private static final String ELSEWHERE = "192.0.2.7";

    private final Access open = new Access(AnonymousRoles.STANDARD, List.of());
    private final Access guarded = new Access(AnonymousRoles.STANDARD, List.of(new OnePassword()));

    /** Accepts one token. */
    private static final class OnePassword implements CredentialCheck {
        @Override
        public @Nullable Principal identify(@Nullable String authorization, @Nullable SSLSession session, String from)
                throws InvalidCredentialsException {
            if (authorization == null) {
                return null;
            }
            if (!authorization.equals("Bearer right")) {
                throw new InvalidCredentialsException("the token is not known");
            }
            return Principal.of("token ops", from, Set.of(Role.CONTROL));
        }

        @Override
        public String challenge() {
            return "Bearer";
        }

        @Override
        public String remedy() {
            return "send a token (--token-file)";
        }
    }

    @Test
    void shouldLetTheAnonymousReadOnLoopbackOnly() throws Exception {
        assertThat(open.identify(null, null, "127.0.0.1", true).roles()).containsExactly(Role.READ);
        assertThat(open.identify(null, null, ELSEWHERE, false).roles()).isEmpty();
    }

    @Test
    void shouldGrantTheSameRolesEverywhereIfTheOperatorGivesUpAuthentication() throws Exception {
        Access insecure = new Access(new AnonymousRoles(Role.all(), true), List.of());
        assertThat(insecure.identify(null, null, ELSEWHERE, false).roles()).isEqualTo(Role.all());
    }

    @Test
    void shouldNeverTreatInvalidCredentialsAsAnonymous() throws Exception {
        assertThat(guarded.identify("Bearer right", null, ELSEWHERE, false).name())
                .isEqualTo("token ops");
        assertThatThrownBy(() -> guarded.identify("Bearer wrong", null, "127.0.0.1", true))
                .isInstanceOfSatisfying(AccessRefusedException.class, refusal -> {
                    assertThat(refusal.isUnidentified()).isTrue();
                    assertThat(refusal.challenge()).isEqualTo("Bearer");
                    assertThat(refusal.line()).isEqualTo("the token is not known");
                });
    }

    @Test
    void shouldAskTheAnonymousForCredentialsWhereTheseExist() {
        Principal anonymous = Principal.anonymous(ELSEWHERE, Set.of());
        AccessRefusedException refusal = guarded.refusal(anonymous, Role.READ);
        assertThat(refusal.isUnidentified()).isTrue();
        assertThat(refusal.line())
                .contains("the role read", "anonymous, 192.0.2.7", "no role", "--unix-socket", "--token-file");
        assertThat(open.refusal(anonymous, Role.READ).isUnidentified()).isFalse();
    }

    @Test
    void shouldNotAskTheIdentifiedForOtherCredentials() {
        AccessRefusedException refusal =
                guarded.refusal(Principal.of("token ops", ELSEWHERE, Set.of(Role.READ)), Role.CONTROL);
        assertThat(refusal.isUnidentified()).isFalse();
        assertThat(refusal.challenge()).isNull();
        assertThat(refusal.line()).contains("control", "token ops", "only read");
    }

    @Test
    void shouldTellALocalUserWhichGroupToJoin() {
        Principal alice = new Principal("uid 1000 (alice)", "local pid 7", Set.of(), Principal.Origin.LOCAL);
        assertThat(open.refusal(alice, Role.LOSSLESS).line())
                .contains("--lossless-group")
                .doesNotContain("--dir");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void shouldIncludeNoRoleInAnother(Role role) {
        Principal one = Principal.of("token t", ELSEWHERE, Set.of(role));
        Principal others = Principal.of("token t", ELSEWHERE, EnumSet.complementOf(EnumSet.of(role)));
        assertThatCode(() -> open.require(one, Set.of(role))).doesNotThrowAnyException();
        assertThatThrownBy(() -> open.require(others, Set.of(role))).isInstanceOf(AccessRefusedException.class);
    }

    @Test
    void shouldNotOpenAProtectedListenerToAnonymousSendersFromElsewhere() throws Exception {
        AnonymousRoles given = new AnonymousRoles(Role.all(), true);
        Access complete = new Access(given.behind(true, true), List.of());
        assertThat(complete.identify(null, null, ELSEWHERE, false).roles()).isEmpty();
        assertThat(complete.identify(null, null, "127.0.0.1", true).roles()).isEqualTo(Role.all());
        assertThat(given.behind(true, false)).isEqualTo(given);
        assertThat(given.behind(false, true)).isEqualTo(given);
    }
}
