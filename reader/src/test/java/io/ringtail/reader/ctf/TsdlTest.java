package io.ringtail.reader.ctf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TsdlTest {
    private final Set<String> taken = new HashSet<>();

    @Test
    void shouldMakeDifferentIdentifiersOfAnyNames() {
        assertThat(Tsdl.identifier("a-b", taken)).isEqualTo("_a_b");
        assertThat(Tsdl.identifier("a b", taken)).isEqualTo("_a_b_2");
        assertThat(Tsdl.identifier("a_b", taken)).isEqualTo("_a_b_3");
        assertThat(Tsdl.identifier("a_b_2", taken)).isEqualTo("_a_b_2_2");
        assertThat(Tsdl.identifier("", taken)).isEqualTo("_");
        assertThat(Tsdl.identifier("\u00e9;", taken)).isEqualTo("___");
        assertThat(Tsdl.identifier("Bool", taken)).isEqualTo("_Bool_2");
        assertThat(Tsdl.identifier("struct", taken)).isEqualTo("_struct");
    }

    @Test
    void shouldQuoteWhatEndsAString() {
        assertThat(Tsdl.quoted("a\"b\\\n\0")).isEqualTo("\"a\\\"b\\\\??\"");
    }
}
