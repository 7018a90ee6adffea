package io.ringtail.packaging;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** The sources of the manual's section 1: a page for each command that the help text shows. */
final class CommandPages {
    /** A comma between members of an object, in a paragraph: the line may be broken after it. */
    private static final Pattern JSON_COMMA = Pattern.compile("(?<=^\\S.{0,2000}),\"", Pattern.MULTILINE);

    private static final String SEE_ALSO = """

            == See also

            *ringtail*(1), *ringtail.properties*(5), *ringtaild.service*(8)
            """;

    private CommandPages() {}

    static void write(CommandLine commands, Path directory) throws IOException {
        fit(commands);
        int status = ManPageGenerator.generateManPage(
                directory.toFile(), null, new boolean[0], false, commands.getCommandSpec());
        if (status != 0) {
            throw new IOException("picocli wrote no man pages to " + directory + ": status " + status);
        }
        try (DirectoryStream<Path> pages = Files.newDirectoryStream(directory, "*.adoc")) {
            for (Path page : pages) {
                String text = Files.readString(page);
                Files.writeString(page, JSON_COMMA.matcher(text).replaceAll(",{zwsp}\"") + SEE_ALSO);
            }
        }
    }

    /**
     * Makes of a help text's parts, and its subcommands', those of a page: the short description is one phrase, and
     * headings have no colon.
     */
    private static void fit(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.header(usage.description()[0].replaceAll("[.]( .*)?$", ""))
                .exitCodeListHeading("Exit status")
                .footerHeading("Examples");
        command.getSubcommands().values().forEach(CommandPages::fit);
    }
}
