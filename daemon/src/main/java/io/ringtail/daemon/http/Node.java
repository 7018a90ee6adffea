package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node of the served tree: a directory or a file. */
sealed interface Node {
    /** A short description of the node. */
    String description();

    /** A node that holds others. */
    non-sealed interface Directory extends Node {
        /** The names in the directory, in listing order. */
        List<String> names();

        /** The node with the given name, if it exists. */
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

    /** A node that answers requests. */
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
