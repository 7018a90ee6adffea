package io.ringtail.query;

/** A column of a table. */
record Column(String name, ColumnType type) {}
