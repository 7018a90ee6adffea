package io.ringtail.client.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LibCTest {
    static Stream<LibC> libraries() {
        return Stream.of(LibC.viaForeignCalls(), LibC.viaJna())
                .filter(Objects::nonNull)
                .flatMap(libC -> Stream.of(libC, libC.forEachEvent()).distinct());
    }

    @Test
    void shouldPreferForeignCallsWhereTheyAreFinal() {
        boolean foreign = Runtime.version().feature() >= 22;
        assertThat(LibC.find()).isNotNull().extracting(LibC::name).isEqualTo(foreign ? "foreign call" : "JNA");
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldCallFunctions(LibC libC) {
        assertThat(libC.schedGetcpu()).isNotNegative();
        assertThat(libC.pthreadSelf()).isEqualTo(libC.pthreadSelf()).isNotZero();
        assertThat(libC.syscall(SystemCalls.GETTID, 0, 0, 0)).isPositive();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldAnswerLikeTheKernelWhenASystemCallIsUnknown(LibC libC) {
        assertThat(libC.syscall(SystemCalls.UNKNOWN, 0, 0, 0)).isEqualTo(-1);
        assertThat(libC.syscall(1 << 20, 0, 0, 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldReadWhatASymbolPointsTo(LibC libC) {
        // char **environ: in a process with an environment, a non-null pointer.
        ByteBuffer environ = libC.memory(libC.symbol("environ"), Long.BYTES);
        assertThat(environ.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(environ.getLong(0)).isNotZero();
        assertThatThrownBy(() -> environ.putLong(0, 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldFindNothingUnderAnUnknownName(LibC libC) {
        assertThat(libC.symbol("ringtail_has_no_such_symbol")).isZero();
    }
}
