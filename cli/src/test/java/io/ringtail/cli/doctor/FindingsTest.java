package io.ringtail.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.cli.doctor.Finding.Level;
import org.junit.jupiter.api.Test;

final class FindingsTest {
    @Test
    void shouldKeepForeignTextOnItsLine() {
        Findings findings = new Findings();
        findings.ok("a\nb\u001b[2J\u0085\u2028\u202e\ud800é");
        findings.problem("x".repeat(100_000));
        assertThat(findings.all().get(0)).isEqualTo(new Finding(Level.OK, "a?b?[2J????é"));
        assertThat(findings.all().get(1).text()).hasSize(2001).endsWith("x…");
        assertThat(findings.problems()).isEqualTo(1);
    }
}
