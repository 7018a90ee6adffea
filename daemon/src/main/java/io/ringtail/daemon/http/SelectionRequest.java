package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.reader.filter.EventPattern;
import io.ringtail.reader.filter.Filter;
import io.ringtail.reader.filter.FilterException;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Selection.Threads;
import org.jspecify.annotations.Nullable;

/** The parameters by which a request chooses events. */
final class SelectionRequest {
    private SelectionRequest() {}

    static Selection of(Parameters parameters) throws HttpProblem {
        String events = parameters.text("event");
        return new Selection(
                events.isEmpty() ? null : pattern(events),
                threads("tid", parameters),
                threads("pid", parameters),
                filter(parameters.text("filter")));
    }

    private static String pattern(String text) throws HttpProblem {
        try {
            return new EventPattern(text).toString();
        } catch (IllegalArgumentException e) {
            throw bad("event: " + e.getMessage());
        }
    }

    private static Threads threads(String name, Parameters parameters) throws HttpProblem {
        String text = parameters.text(name);
        try {
            return text.isEmpty() ? Threads.ALL : Threads.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(name + "=" + Printable.of(text) + ": " + e.getMessage());
        }
    }

    private static @Nullable Filter filter(String text) throws HttpProblem {
        try {
            return text.isEmpty() ? null : Filter.parse(text);
        } catch (FilterException e) {
            throw bad(e.getMessage() + '\n' + e.pointed());
        }
    }

    private static HttpProblem bad(String line) {
        return new HttpProblem(HttpResponseStatus.BAD_REQUEST, line);
    }
}
