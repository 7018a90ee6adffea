package io.ringtail.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles that requests need. */
final class NeededRolesTest {
    @ParameterizedTest
    @ValueSource(strings = {"livez", "readyz", "healthz"})
    void shouldAnswerHealthChecksOfAnyone(String path) {
        assertThat(NeededRoles.of("GET", List.of(path), false)).isEmpty();
        assertThat(NeededRoles.of("HEAD", List.of(path), false)).isEmpty();
        assertThat(NeededRoles.of("POST", List.of(path), false)).containsExactly(Role.CONTROL);
        assertThat(NeededRoles.of("GET", List.of(path, path), false)).containsExactly(Role.READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "stats", "metrics", "unknown"})
    void shouldNeedReadToReadAndControlToChange(String path) {
        assertThat(NeededRoles.of("GET", List.of(path), false)).containsExactly(Role.READ);
        assertThat(NeededRoles.of("HEAD", List.of(path), false)).containsExactly(Role.READ);
        for (String method : Set.of("PUT", "POST", "DELETE", "PATCH", "OPTIONS", "get", "")) {
            assertThat(NeededRoles.of(method, List.of(path), true)).containsExactly(Role.CONTROL);
        }
    }

    @Test
    void shouldGiveThePageToABrowserWithoutAToken() {
        assertThat(NeededRoles.of("GET", List.of(), false)).isEmpty();
        assertThat(NeededRoles.of("GET", List.of("page", "uplot", "uPlot.esm.js"), false))
                .isEmpty();
        assertThat(NeededRoles.of("POST", List.of("page"), false)).containsExactly(Role.CONTROL);
        assertThat(NeededRoles.of("GET", List.of("pages"), false)).containsExactly(Role.READ);
    }

    @Test
    void shouldNeedLosslessBesidesReadToBeWaitedFor() {
        assertThat(NeededRoles.of("GET", List.of("stream"), true)).containsExactlyInAnyOrder(Role.READ, Role.LOSSLESS);
    }

    @Test
    void shouldLetAReaderFinishAStream() {
        assertThat(NeededRoles.of("POST", List.of("finish"), false)).containsExactly(Role.READ);
        assertThat(NeededRoles.of("PUT", List.of("snapshot"), false)).containsExactly(Role.CONTROL);
    }
}
