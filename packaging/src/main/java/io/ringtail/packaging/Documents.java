package io.ringtail.packaging;

import io.ringtail.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;

/** The build step that writes the sources of the man pages, in AsciiDoc, and the completion script of bash. */
public final class Documents {
    static final String PAGES = "man";
    static final String COMPLETION = "ringtail.bash";

    private Documents() {}

    /**
     * Writes the files.
     *
     * @param args the directory to write them to
     * @throws IOException if one cannot be written
     */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }

    static void write(Path directory) throws IOException {
        Path pages = Files.createDirectories(directory.resolve(PAGES));
        CommandPages.write(Main.commandLine(), pages);
        Files.writeString(pages.resolve(SettingsPage.NAME), SettingsPage.text());
        Files.writeString(directory.resolve(COMPLETION), completion());
    }

    /** The script without its first line, which is for a program: shells read it as a part of their own. */
    private static String completion() {
        return AutoComplete.bash("ringtail", Main.commandLine()).replaceFirst("^#!.*\n", "");
    }
}
