package io.ringtail.packaging;

import io.ringtail.daemon.Setting;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The source of the page ringtail.properties(5), which describes each setting of the daemon. */
final class SettingsPage {
    static final String NAME = "ringtail.properties.adoc";

    private static final String HEAD = """
            = ringtail.properties(5)
            :doctype: manpage
            :manmanual: Ringtail Manual

            == Name

            ringtail.properties - settings of the Ringtail daemon

            == Synopsis

            /etc/ringtail/ringtail.properties

            == Description

            A file of lines NAME=VALUE, in the format of Java's properties files: a line that begins with # is a comment, a
            backslash at the end continues a line, and the encoding is UTF-8. *ringtail daemon --config* _FILE_ reads it.
            Each name is also a long option of *ringtail daemon*, and has an environment variable: _RINGTAIL_DIR_ for
            *dir*, and names such as _RINGTAIL_DAEMON_BUFFER_SIZE_ for the others. The command line takes precedence over the
            environment, and the environment over the file. An unknown name is an error, and so is a name set twice.

            *ringtail daemon --check-config --config* _FILE_ prints a line for each error, with its line number, and ends
            with status 2; with status 0 if there is none.

            A running daemon reads the file again on SIGHUP, which *systemctl reload ringtaild* sends after a check. It
            applies the settings that are marked below, and logs a line for each other one that has changed. If one is
            faulty, nothing changes. Connections and clients keep what they have. A restart is needed to begin or end
            TLS; to name the first group of a role, or no group any more; and for *anonymous-roles* if *agent* is set.

            == Settings

            """;

    private static final String TAIL = """
            == See also

            *ringtail-daemon*(1), *ringtaild.service*(8)
            """;

    private SettingsPage() {}

    static String text() {
        return HEAD + Arrays.stream(Setting.values()).map(SettingsPage::entry).collect(Collectors.joining()) + TAIL;
    }

    private static String entry(Setting setting) {
        return "*" + setting.key() + "*=_" + setting.label() + "_::\n  " + setting.help()
                + (setting.isReloadable() ? " A reload applies it." : "")
                + (setting.isOfBuffer() ? " A restart keeps the buffer that there is, and does not apply it." : "")
                + "\n\n";
    }
}
