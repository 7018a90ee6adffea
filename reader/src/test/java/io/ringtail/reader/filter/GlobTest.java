package io.ringtail.reader.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "`` ; `` ; true",
                "`` ; a ; false",
                "* ; `` ; true",
                "* ; abc ; true",
                "** ; abc ; true",
                "*sh ; bash ; true",
                "*sh ; bash2 ; false",
                "sh* ; shell ; true",
                "*sh* ; crashed ; true",
                "ba*sh ; bash ; true",
                "ba*sh ; basic-sh ; true",
                "ba*sh ; batch ; false",
                "a?c ; abc ; true",
                "a?c ; ac ; false",
                "? ; é ; true",
                "[a-c]x ; bx ; true",
                "[a-c]x ; dx ; false",
                "[!a-c]x ; dx ; true",
                "[]x] ; ] ; true",
                "[a ; [a ; true",
                "[a-] ; - ; true",
                "\\* ; * ; true",
                "\\* ; a ; false",
                "a\\ ; a\\ ; true",
                "*é* ; caféine ; true",
                "*[é-ü] ; ö ; true",
                "*ab*ab ; ababab ; true",
            })
    void shouldMatchAsTheKernelDoes(String pattern, String text, boolean matching) {
        Glob glob = new Glob(pattern);
        assertThat(glob.matches(text)).isEqualTo(matching);
        assertThat(glob.matches(text)).as("the second time").isEqualTo(matching);
    }

    @Test
    void shouldTakeBothNegationsOfShellsWhereTheKernelTakesOne() {
        Glob glob = new Glob("[^a-c]x");
        assertThat(glob.matches("ax")).isFalse();
        assertThat(glob.matches("^x")).isTrue();
        assertThat(glob.matches("dx")).isTrue();
    }

    @Test
    void shouldAgreeWithRegularExpressions() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab?*", random.nextInt(8));
            String text = text(random, "ab", random.nextInt(10));
            Pattern regex = Pattern.compile(pattern.replace("?", ".").replace("*", ".*"));
            assertThat(new Glob(pattern).matches(text))
                    .as("%s ~ %s", text, pattern)
                    .isEqualTo(regex.matcher(text).matches());
        }
    }

    private static String text(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void shouldMatchPatternsOfSeveralWords() {
        String letters = "abcdefghijklmnopqrstuvwxyz".repeat(9);
        assertThat(new Glob("*" + letters + "*" + "z").matches("x" + letters + letters))
                .isTrue();
        assertThat(new Glob(letters).matches(letters)).isTrue();
        assertThat(new Glob(letters).matches(letters + "a")).isFalse();
        assertThatThrownBy(() -> new Glob("a".repeat(256))).isInstanceOf(IllegalArgumentException.class);
        for (int length = 62; length <= 66; length++) {
            assertThat(new Glob("a".repeat(length) + "*").matches("a".repeat(length) + "b"))
                    .isTrue();
            assertThat(new Glob("a".repeat(length)).matches("a".repeat(length - 1)))
                    .isFalse();
        }
    }

    /** The usual matcher of globs takes about 2^37 steps for these. */
    @Test
    void shouldTakeLinearTime() {
        Glob glob = new Glob("*a".repeat(127) + "b");
        String text = "a".repeat(1 << 20);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(glob.matches(text)).isFalse());
    }
}
