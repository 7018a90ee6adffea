package io.ringtail.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineBytesTest {
    private final LineBytes lines = new LineBytes();

    @Test
    void shouldShowNumbersOfEveryLength() {
        Random random = new Random(15);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(Long.SIZE);
            lines.appendSigned(value).append(' ').appendUnsigned(value).append('\n');
            expected.append(value)
                    .append(' ')
                    .append(Long.toUnsignedString(value))
                    .append('\n');
        }
        assertThat(lines.toString()).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void shouldShowTheNumbersAtTheLimits(long value) {
        lines.appendSigned(value).append('/').appendUnsigned(value);
        assertThat(lines.toString()).isEqualTo(value + "/" + Long.toUnsignedString(value));
    }

    @Test
    void shouldPadDigitsWithZeroes() {
        lines.appendDigits(7, 9)
                .append('.')
                .appendDigits(123_456_789, 9)
                .append('.')
                .appendDigits(3_000_000_000L, 12);
        assertThat(lines.toString()).isEqualTo("000000007.123456789.003000000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tick", "größe", "a\ud83d\ude00b", "lone \ud83d half", "lone at the end \ud83d"})
    void shouldEncodeTextsAsStringsDo(String text) {
        lines.append('<').append(text).append('>');
        assertThat(lines.toString().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(('<' + text + '>').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldAppendBytesAndDrain() throws IOException {
        lines.append(ByteBuffer.wrap("no tick no".getBytes(StandardCharsets.US_ASCII)), 3, 4);
        lines.append("\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(lines.endsWith('\n')).isTrue();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines.drainTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("tick\n");
        assertThat(lines.length()).isZero();
        assertThat(lines.endsWith('\n')).isFalse();
    }
}
