package io.ringtail.reader.remote;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

/** Collects the body of a request that was made from a text, which is published at once. */
final class RequestBody implements Flow.Subscriber<ByteBuffer> {
    private final StringBuilder text = new StringBuilder();

    private RequestBody() {}

    static String text(BodyPublisher publisher) {
        RequestBody body = new RequestBody();
        publisher.subscribe(body);
        return body.text.toString();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        text.append(StandardCharsets.UTF_8.decode(bytes));
    }

    @Override
    public void onError(Throwable failure) {
        throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {
        // The text is complete.
    }
}
