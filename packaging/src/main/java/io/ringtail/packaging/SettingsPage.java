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
            Each name is also a long option of *ringtail daemon*; an option takes precedence over the file, and the file over
            the environment. An unknown name is an error.

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
        return "*" + setting.key() + "*=_" + setting.label() + "_::\n  " + setting.help() + "\n\n";
    }
}
