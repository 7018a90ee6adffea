/**
 * Choosing events: the predicate language of tracefs's {@code filter} files, patterns of names, and lists of threads.
 *
 * <p>Belongs here: parsing what a user gives, and testing decoded events with it. Does not: where events come from, and
 * what happens to those that are chosen.
 */
@NullMarked
package io.ringtail.reader.filter;

import org.jspecify.annotations.NullMarked;
