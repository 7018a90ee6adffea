/**
 * SQL over trace.dat files, by DuckDB inside this process.
 *
 * <p>Belongs here: tables whose rows are decoded from pages while a query reads them, the views on those, ready questions,
 * and the forms of a result. Does not: the command's options and files, which {@code io.ringtail.cli} has. That starts
 * {@link io.ringtail.query.QueryTool} from a jar of its own, if it is there.
 */
@NullMarked
package io.ringtail.query;

import org.jspecify.annotations.NullMarked;
