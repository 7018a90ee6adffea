package io.ringtail.client.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Loggers where the application's own provider, or an object that is logged, fails. */
class LogTest {
    @Test
    void shouldReturnALoggerWhereTheProviderFails() {
        List<Function<Class<?>, Logger>> factories = List.of(
                type -> {
                    throw new IllegalStateException("in failed state");
                },
                type -> {
                    throw new NoClassDefFoundError("a provider");
                });
        for (Function<Class<?>, Logger> factory : factories) {
            Logger logger = Log.of(LogTest.class, factory);
            assertThatCode(() -> logger.debug("not shown")).doesNotThrowAnyException();
            assertThat(logger.isInfoEnabled()).isFalse();
        }
    }

    @Test
    void shouldReturnTheLoggerOfTheProvider() {
        Logger given = Log.of(LogTest.class);
        assertThat(Log.of(LogTest.class, type -> given)).isSameAs(given);
        assertThat(Log.of(LogTest.class, type -> NOPLogger.NOP_LOGGER)).isNotNull();
    }

    @Test
    void shouldNameTheClassOfAnObjectWhoseTextThrows() {
        Object silent = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };
        assertThat(Log.text(silent)).isEqualTo(silent.getClass().getName());
        assertThat(Log.text("text")).isEqualTo("text");
    }
}
