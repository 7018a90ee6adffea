package io.ringtail.daemon.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.page.PageFile;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Resolves paths, lists directories, and suggests names similar to a path that does not exist. At the root, a client
 * that asks for HTML gets the page for browsers instead of the list.
 */
final class ServedTree {
    private static final int MAX_NEAR = 20;
    private static final int DESCRIPTION_COLUMN = 20;

    private final Node.Directory root;

    ServedTree(Node.Directory root) {
        this.root = root;
    }

    Reply answer(Request request) throws HttpProblem {
        Node node = find(request.names());
        if (node instanceof Node.File file) {
            if (!file.methods().contains(request.method())) {
                throw methodProblem(request, methods(file));
            }
            return file.handler().answer(request);
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            throw methodProblem(request, "GET, HEAD");
        }
        request.parameters().only();
        if (node == root && request.accepts(PageFile.HTML)) {
            return PageDirectory.index();
        }
        return Reply.text(list((Node.Directory) node));
    }

    private Node find(List<String> names) throws HttpProblem {
        Node node = root;
        String path = "/";
        for (String name : names) {
            if (!(node instanceof Node.Directory directory)) {
                throw new HttpProblem(
                        HttpResponseStatus.NOT_FOUND,
                        path.equals("/instances")
                                ? "there is no instance '" + Printable.of(name) + "': /instances lists them"
                                : path + " is a file, not a directory");
            }
            Node child = directory.child(name);
            if (child == null) {
                throw notFound(directory, path, name);
            }
            node = child;
            path = path.endsWith("/") ? path + name : path + "/" + name;
        }
        return node;
    }

    private static HttpProblem notFound(Node.Directory directory, String path, String name) {
        List<String> names = directory.names();
        String near = names.stream().limit(MAX_NEAR).collect(Collectors.joining(" "));
        String more = names.size() > MAX_NEAR ? " and " + (names.size() - MAX_NEAR) + " more" : "";
        String there = names.isEmpty() ? "nothing yet" : near + more;
        return new HttpProblem(
                HttpResponseStatus.NOT_FOUND,
                "there is no '" + Printable.of(name) + "' in " + path + ", which contains: " + there);
    }

    private static HttpProblem methodProblem(Request request, String allowed) {
        return new HttpProblem(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                request.method() + " is not allowed for " + request.path() + ", which allows: " + allowed);
    }

    private static String methods(Node.File file) {
        return file.methods().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    }

    private static String list(Node.Directory directory) {
        StringBuilder out = new StringBuilder(256);
        for (String name : directory.names()) {
            Node child = directory.child(name);
            if (child != null) {
                String shown = child instanceof Node.Directory ? name + "/" : name;
                out.append(shown);
                out.append(" ".repeat(Math.max(2, DESCRIPTION_COLUMN - shown.length())));
                out.append(child.description()).append('\n');
            }
        }
        return out.toString();
    }
}
