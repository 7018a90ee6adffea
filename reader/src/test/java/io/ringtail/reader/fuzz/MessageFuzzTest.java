package io.ringtail.reader.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.proto.control.ControlCodec;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.MalformedMessageException;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameReader;
import io.ringtail.proto.stream.MalformedStreamException;
import io.ringtail.proto.stream.StreamHeader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;

/** Arbitrary bytes as a message on the control socket, and as a stream from a daemon. */
final class MessageFuzzTest {
    /** A decoded message means the same when it is encoded again. */
    @FuzzTest
    void shouldDecodeAnyControlMessageOrRefuseIt(byte[] data) throws MalformedMessageException {
        ControlMessage message;
        try {
            message = ControlCodec.decode(ByteBuffer.wrap(data));
        } catch (MalformedMessageException refused) {
            return;
        }
        assertThat(ControlCodec.decode(ControlCodec.encode(message))).isEqualTo(message);
    }

    @FuzzTest
    void shouldReadAnyStreamOrRefuseIt(byte[] data) throws IOException {
        FrameReader reader = new FrameReader(Channels.newChannel(new ByteArrayInputStream(data)));
        Pages pages = new Pages();
        int frames = 0;
        try {
            while (reader.read(pages)) {
                frames++;
            }
        } catch (MalformedStreamException | EOFException refused) {
            // This is the expected answer.
        }
        assertThat(frames).isLessThanOrEqualTo(data.length);
    }

    /** Iterates as a receiver does. */
    private static final class Pages extends FrameAdapter {
        private final PageIterator page = new PageIterator();

        @Override
        public void onPage(
                int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
            assertThat(offset).isBetween(0, buffer.limit() - length);
            page.wrap(buffer, offset, length);
            while (page.next()) {
                assertThat(page.position()).isLessThanOrEqualTo(buffer.limit());
            }
        }

        @Override
        public void onHello(StreamHeader hello) {
            assertThat(hello.possibleCpus()).isPositive();
        }
    }
}
