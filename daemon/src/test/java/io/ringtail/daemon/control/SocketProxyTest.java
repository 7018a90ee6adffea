package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlMessage;
import io.ringtail.proto.control.Doorbell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SocketProxyTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(SocketProxy.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void start() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    /** A channel that is closed while a message is sent to it. */
    private static final class Closing extends EmbeddedChannel {
        private final SocketProxy proxy = proxy(this);

        @Override
        protected void doClose() throws Exception {
            assertThat(isActive()).isTrue();
            proxy.send(new Doorbell());
            super.doClose();
        }
    }

    @Test
    void shouldNotBlameAClientWhoseConnectionIsBeingClosed() {
        new Closing().close();
        assertThat(lines.list).isEmpty();
    }

    @Test
    void shouldNotBlameAClientForWhatItSentBeforeItsConnectionWasClosed() {
        EmbeddedChannel channel = new EmbeddedChannel();
        SocketProxy proxy = proxy(channel);
        proxy.close();
        proxy.fail("NEED_SLOTS received before HELLO");
        assertThat(lines.list).isEmpty();
    }

    @Test
    void shouldCloseTheConnectionOfAClientThatDoesNotRead() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(8, 16));
        SocketProxy proxy = proxy(channel);
        channel.write(Unpooled.wrappedBuffer(new byte[100]));
        proxy.send(new Doorbell());
        assertThat(channel.isOpen()).isFalse();
        assertThat(lines.list).singleElement().asString().contains("the client does not read its socket");
    }

    private static SocketProxy proxy(EmbeddedChannel channel) {
        return new SocketProxy(
                channel,
                new Peer(1, 1000, 1000),
                new ClientListener() {
                    @Override
                    public void onMessage(ClientProxy from, ControlMessage message) {}

                    @Override
                    public void onClosed(ClientProxy ended) {}
                },
                new DaemonEnd(),
                new RemoteLog(System::nanoTime));
    }
}
