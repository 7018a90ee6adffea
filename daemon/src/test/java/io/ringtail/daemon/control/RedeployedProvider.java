package io.ringtail.daemon.control;

import io.ringtail.client.Tracer;
import io.ringtail.client.typed.AsyncId;
import io.ringtail.client.typed.JavaThread;
import io.ringtail.client.typed.Name;
import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.TraceContext;
import io.ringtail.client.typed.TraceDuration;
import io.ringtail.client.typed.TraceProvider;
import io.ringtail.client.typed.TraceSpan;
import java.util.function.Consumer;

/** A provider loaded by its own class loader: it leaves spans open, with texts of its own. */
final class RedeployedProvider implements Consumer<Tracer> {
    RedeployedProvider() {}

    interface Ending extends Span {
        Ending text(@Name("text") CharSequence text);
    }

    private record Text(String text) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }

    @TraceProvider("load")
    @JavaThread
    @TraceContext
    interface Spans {
        @TraceSpan
        Ending deployment(@AsyncId @Name("id") long id);

        @TraceDuration
        Ending lasting(@Name("note") CharSequence note);
    }

    @Override
    public void accept(Tracer tracer) {
        Spans spans = tracer.provider(Spans.class);
        for (int i = 0; i < 3; i++) {
            spans.deployment(i).text(new Text("open"));
            spans.lasting(new Text("open")).text(new Text("too"));
            spans.lasting(new Text("closed")).text(new Text("too")).close();
        }
    }
}
