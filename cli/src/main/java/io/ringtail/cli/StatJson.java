package io.ringtail.cli;

import io.ringtail.cli.live.LiveView;
import java.io.IOException;
import java.util.List;

/** A daemon's statistics as a line of JSON, again and again. */
final class StatJson implements LiveView {
    private final KnownDaemon daemon;
    private String json = "";

    StatJson(KnownDaemon daemon) {
        this.daemon = daemon;
    }

    @Override
    public void refresh() throws IOException {
        json = daemon.ask(DaemonReport::of).json();
    }

    @Override
    public List<String> lines(int columns, int rows) {
        return List.of(json);
    }
}
