package io.ringtail.reader.text;

import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;

/**
 * Prints events as rows of CSV (RFC 4180), under {@link #HEADER}: {@code text} is what the event's print fmt describes, and
 * {@code fields} is an object of JSON. A loss is a row with only {@code cpu}, {@code buffer} and {@code lost}, which is -1
 * where the number is unknown.
 *
 * <p>A cell of text that a spreadsheet would take for a formula, by its first character, begins with an apostrophe.
 */
public final class CsvPrinter implements EventSink {
    /** The first row: the names of the columns. */
    public static final String HEADER = "ts,cpu,tid,pid,comm,buffer,event,lost,text,fields\r\n";

    private static final String FORMULA = "=+-@\t\r\uff1d\uff0b\uff0d\uff20";
    private static final String QUOTED = ",\"\r\n";

    private final StringBuilder out;
    private final StringBuilder cell = new StringBuilder();
    private final JsonFields fields = new JsonFields();
    private String buffer = "";

    /** Creates a printer that appends each event and loss to {@code out} as a row, its end included. */
    public CsvPrinter(StringBuilder out) {
        this.out = out;
    }

    @Override
    public void onEvent(EventView event) {
        Digits.appendUnsigned(event.timestampNs(), out);
        out.append(',').append(event.cpu()).append(',').append(event.tid()).append(',');
        if (event.pid() != 0) {
            out.append(event.pid());
        }
        String comm = event.comm();
        out.append(',');
        appendText(comm == null ? "" : comm);
        out.append(',');
        appendText(buffer);
        out.append(',');
        appendText(
                event.format() == null
                        ? ""
                        : event.system() + ":" + event.format().name());
        out.append(",,");
        cell.setLength(0);
        event.print(cell);
        appendCell(true);
        out.append(',');
        cell.setLength(0);
        fields.append(event, cell);
        appendCell(false);
        out.append("\r\n");
    }

    private void appendText(String text) {
        cell.setLength(0);
        CharacterRule.NAME.append(text, cell);
        appendCell(true);
    }

    private void appendCell(boolean guarded) {
        if (cell.isEmpty()) {
            return;
        }
        if (guarded && FORMULA.indexOf(cell.charAt(0)) >= 0) {
            cell.insert(0, '\'');
        }
        if (!isQuoted()) {
            out.append(cell);
            return;
        }
        out.append('"');
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            out.append(c);
            if (c == '"') {
                out.append(c);
            }
        }
        out.append('"');
    }

    private boolean isQuoted() {
        for (int i = 0; i < cell.length(); i++) {
            if (QUOTED.indexOf(cell.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void onBuffer(String name) {
        buffer = name;
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        out.append(',').append(cpu).append(",,,,");
        appendText(buffer);
        out.append(",,").append(count).append(",,\r\n");
    }

    @Override
    public void onLate(int cpu, long byNs) {}
}
