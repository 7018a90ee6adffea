package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A name in the served tree: a directory or a file. */
sealed interface Node {
    /** What it is, in a few words. */
    String description();

    /** A name that holds others. */
    non-sealed interface Directory extends Node {
        /** The names in it, in the order in which they are listed. */
        List<String> names();

        /** What a name stands for, if it is there. */
        @Nullable
        Node child(String name);
    }

    /** A directory whose names never change. */
    record Fixed(String description, Map<String, Node> children) implements Directory {
        @Override
        public List<String> names() {
            return List.copyOf(children.keySet());
        }

        @Override
        public @Nullable Node child(String name) {
            return children.get(name);
        }
    }

    /** A name that answers requests. */
    record File(String description, Set<HttpMethod> methods, Handler handler) implements Node {
        /** A file that can only be read. */
        static File readOnly(String description, Handler handler) {
            return new File(description, Set.of(HttpMethod.GET, HttpMethod.HEAD), handler);
        }
    }

    /** Answers the requests of a file. */
    interface Handler {
        Reply answer(Request request) throws HttpProblem;
    }
}
