package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections whose peer sends or takes nothing. */
final class RequestDeadlineTest {
    private static final long REQUEST_S = 10;
    private static final long REST_S = 60;

    private final EmbeddedChannel channel = new EmbeddedChannel();

    RequestDeadlineTest() {
        channel.freezeTime();
        channel.pipeline().addLast(new RequestDeadline(REQUEST_S * 1000, REST_S * 1000));
        channel.pipeline().fireChannelActive();
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldGiveAStreamAllTimeUntilItEnds() {
        piece();
        pass(10 * REST_S);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void shouldEndAConnectionThatTakesNothingOfTheRestOfAStream() {
        piece();
        channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
        pass(2 * REST_S);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldWaitWhileTheRestOfAStreamIsTaken() {
        piece();
        channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
        pass(REST_S);
        assertThat(channel.isOpen()).isTrue();
        channel.flush();
        pass(REQUEST_S - 1);
        assertThat(channel.isOpen()).as("another request may come").isTrue();
        pass(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldEndAConnectionThatDoesNotTakeACompleteAnswer() {
        channel.write(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(new byte[100])));
        pass(REQUEST_S);
        assertThat(channel.isOpen()).isFalse();
    }

    private void piece() {
        channel.write(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[100])));
    }

    /** Lets time pass in steps, so that a timer that is set again can run again. */
    private void pass(long seconds) {
        for (long i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
